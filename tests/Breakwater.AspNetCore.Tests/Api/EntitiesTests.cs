using System.Collections.Frozen;
using System.Text.Json;
using Breakwater.Configuration;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class EntitiesTests
{
    [Fact]
    public async Task An_entity_says_why_it_is_in_its_state_and_where_each_destination_stands()
    {
        await using var site = await StartAsync();
        await site.RecordAsync("""{"id":"1","type":"paid","key":"a/ü 42"}""");
        await site.UntilAsync("delivery.delivered", () => site.RecordAsync("""{"id":"2","type":"created","key":"a/ü 42"}"""));
        await site.RecordAsync("""{"id":"3","type":"cancelled","key":"a/ü 42"}""");

        var entity = await site.CallAsync(200, "GET", "/v1/entities/order/a%2F%C3%BC%2042");
        Assert.Equal(
            ["type", "key", "state", "version", "drift", "early", "flagged", "conflicts", "changedAt", "differs", "history", "destinations"],
            entity.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("a/ü 42", "paid", 1), (Text(entity, "key"), Text(entity, "state"), entity.GetProperty("conflicts").GetInt32()));
        var history = entity.GetProperty("history").EnumerateArray().ToList();
        Assert.Equal(["applied", "applied", "conflict"], history.Select(evt => Text(evt, "verdict")));
        Assert.StartsWith("follows created; it came early", Text(history[0], "why"), StringComparison.Ordinal);
        Assert.StartsWith("evt_", Text(history[0], "eventId"), StringComparison.Ordinal);
        var standing = Assert.Single(entity.GetProperty("destinations").EnumerateArray());
        Assert.Equal("orders", Text(standing, "destination"));
        Assert.Contains(Text(standing, "state"), (string[])["inSync", "behind"]);
    }

    [Fact]
    public async Task A_destination_that_is_behind_says_since_when_and_why_and_one_that_failed_why()
    {
        await using var site = await StartAsync();
        site.FarEnd.Status = 503;
        await site.UntilAsync("delivery.retrying", () => site.RecordAsync("""{"id":"1","type":"created","key":"1"}"""));
        var behind = (await site.CallAsync(200, "GET", "/v1/entities/order/1")).GetProperty("destinations")[0];
        Assert.Equal("behind", Text(behind, "state"));
        Assert.Contains("waits for the time of its next attempt", Text(behind, "why"), StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, behind.GetProperty("since").ValueKind);

        site.FarEnd.Status = 410;
        await site.UntilAsync("delivery.dead", () => site.RecordAsync("""{"id":"2","type":"created","key":"2"}"""));
        var failed = await site.CallAsync(200, "GET", "/v1/entities/order/2");
        Assert.Equal("failed", Text(failed.GetProperty("destinations")[0], "state"));
        Assert.True(failed.GetProperty("drift").GetBoolean());
        Assert.Contains("410", Text(failed.GetProperty("destinations")[0], "why"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entities_are_listed_by_kind_state_and_drift()
    {
        await using var site = await StartAsync();
        for (var n = 1; n <= 3; n++)
        {
            await site.UntilAsync("delivery.delivered", () => site.RecordAsync($$"""{"id":"{{n}}","type":"created","key":"{{n}}"}"""));
        }

        await site.RecordAsync("""{"id":"4","type":"shipped","key":"2"}""");
        Assert.Equal(["3", "2", "1"], await KeysAsync(site, ""));
        Assert.Equal(["2"], await KeysAsync(site, "?drift"));
        Assert.Equal(["3", "1"], await KeysAsync(site, "?drift=false&state=created"));
        Assert.Empty(await KeysAsync(site, "?state=paid"));
        var page = await site.CallAsync(200, "GET", "/v1/entities/order?limit=2");
        Assert.Equal(["1"], await KeysAsync(site, "?after=" + Text(page, "next")));
    }

    [Theory]
    [InlineData("/v1/entities/order/none", 404, "not-found")]
    [InlineData("/v1/entities/parcel/1", 404, "not-found")]
    [InlineData("/v1/entities/parcel", 404, "not-found")]
    [InlineData("/v1/entities/order?drift=maybe", 400, "invalid-request")]
    [InlineData("/v1/entities/order?sate=paid", 400, "invalid-request")]
    public async Task What_is_not_there_or_not_known_is_a_problem(string path, int status, string code)
    {
        await using var site = await StartAsync();
        using var response = await site.CallAsync("GET", path);
        await Site.ProblemAsync(response, status, code);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<string[]> KeysAsync(Site site, string query) =>
        [.. (await site.CallAsync(200, "GET", "/v1/entities/order" + query)).GetProperty("items").EnumerateArray().Select(line => Text(line, "key"))];

    private static Task<Site> StartAsync() => Site.StartAsync(
        Arranged.Settings with
        {
            Routes = [new RouteSettings { From = ["open"], To = ["orders"], Entity = "order" }],
            Entities = new[]
            {
                new EntitySettings
                {
                    Name = "order",
                    Initial = "created",
                    Transitions = new Dictionary<string, IReadOnlyList<string>> { ["created"] = ["paid", "cancelled"], ["paid"] = ["shipped"] }.ToFrozenDictionary(),
                    Events =
                    [
                        .. new[] { "created", "paid", "cancelled", "shipped" }.Select(state => new EntityEventSettings { From = ["open"], Types = [state], State = state }),
                    ],
                },
            }.ToFrozenDictionary(entity => entity.Name),
        },
        new BreakwaterWebOptions());
}
