using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class ReplaysTests
{
    [Fact]
    public async Task A_dry_run_says_how_many_and_begins_nothing()
    {
        await using var site = await Site.StartAsync();
        await site.RecordAsync("""{"id":"1","type":"a"}""");
        await site.RecordAsync("""{"id":"2","type":"b"}""");
        var dry = await site.CallAsync(200, "POST", "/v1/replays", """{"filter":{"type":"a"},"dryRun":true}""");
        Assert.Equal(1, dry.GetProperty("total").GetInt64());
        Assert.True(dry.GetProperty("dryRun").GetBoolean());
        Assert.Equal(0, (await site.CallAsync(200, "GET", "/v1/replays")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_replay_runs_is_found_and_ends()
    {
        await using var site = await Site.StartAsync();
        await site.UntilAsync("delivery.delivered", () => site.RecordAsync("""{"id":"1"}"""));
        string location = "";
        await site.UntilAsync("delivery.delivered", async () =>
        {
            using var response = await site.CallAsync("POST", "/v1/replays", """{"filter":{"source":"open"},"to":["crm"],"rate":"600/m"}""");
            Assert.Equal(202, (int)response.StatusCode);
            location = response.Headers.Location!.ToString();
            Assert.Equal("10/s", (await Site.JsonAsync(response)).GetProperty("rate").GetString());
        });

        Assert.Equal(1, (await site.CallAsync(200, "GET", location)).GetProperty("total").GetInt64());
        Assert.Equal(1, (await site.CallAsync(200, "GET", "/v1/replays")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_slow_replay_is_stopped()
    {
        await using var site = await Site.StartAsync();
        for (var number = 0; number < 3; number++)
        {
            await site.RecordAsync($$"""{"id":"{{number}}"}""");
        }

        var begun = await site.CallAsync(202, "POST", "/v1/replays", """{"filter":{},"rate":"1/h"}""");
        var id = begun.GetProperty("id").GetString()!;
        Assert.Equal("cancelled", (await site.CallAsync(200, "POST", $"/v1/replays/{id}/cancel")).GetProperty("state").GetString());
        Assert.Equal("cancelled", (await site.CallAsync(200, "GET", $"/v1/replays/{id[..^3]}")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"filter":null}""")]
    [InlineData("""{"filter":{"stat":"dead"}}""")]
    [InlineData("""{"filter":{"state":"gone"}}""")]
    [InlineData("""{"filter":{},"rate":"fast"}""")]
    [InlineData("""{"filter":{},"rate":"0/s"}""")]
    [InlineData("""{"filter":{},"rate":-5}""")]
    [InlineData("""{"filter":{},"rate":true}""")]
    [InlineData("""{"filter":{},"to":["nowhere"]}""")]
    [InlineData("""{"filter":{},"dryrun":true}""")]
    [InlineData("")]
    public async Task A_replay_that_cannot_be_meant_is_refused(string body)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.CallAsync("POST", "/v1/replays", body);
        await Site.ProblemAsync(response, 400, "invalid-request");
    }

    [Theory]
    [InlineData("GET", "/v1/replays/rpl_00000000000000000000000000")]
    [InlineData("POST", "/v1/replays/rpl_00000000000000000000000000/cancel")]
    [InlineData("GET", "/v1/replays/~")]
    public async Task A_replay_that_is_not_there_is_404(string method, string path)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.CallAsync(method, path);
        await Site.ProblemAsync(response, 404, "not-found");
    }
}
