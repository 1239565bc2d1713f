using System.Text.Json;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class CallTests
{
    private const string Call = """
        {"id":"call_1","destination":"stripe","method":"POST","path":"/v1/charges","key":null,"idempotencyKey":"order-7","state":"delivered","waitingFor":null,
         "status":201,"headers":{"Content-Type":"application/json"},"body":"{\"id\":\"ch_1\u0007\"}","bodyEncoding":"utf-8","bodyCut":false,"attempts":2,
         "nextAttemptAt":null,"lastStatus":201,"lastError":null,"createdAt":"2026-01-31T11:57:00Z","settledAt":"2026-01-31T11:57:01Z","delivery":"dlv_1","duplicate":false}
        """;

    [Fact]
    public async Task A_call_is_made_and_its_answer_shown()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /v1/calls", Call);
        var line = new CommandLine { Input = new MemoryStream("""{ "amount": 1 }"""u8.ToArray()) };

        Assert.Equal(ExitCode.Done, await line.RunAsync(
            "call", "stripe", "POST", "/v1/charges", "--body", "-", "--header", "X-A: 1", "--header", "X-A: 2", "--idempotency-key", "order-7", "--wait", "30", "--server", server.Address));

        var (_, _, body, headers) = Assert.Single(server.Requests);
        Assert.Equal("wait=30", headers["Prefer"]);
        var asked = JsonDocument.Parse(body).RootElement;
        Assert.Equal("stripe", asked.GetProperty("destination").GetString());
        Assert.Equal("""{ "amount": 1 }""", asked.GetProperty("body").GetString());
        Assert.Equal("application/json", asked.GetProperty("headers").GetProperty("Content-Type")[0].GetString());
        Assert.Equal(2, asked.GetProperty("headers").GetProperty("X-A").GetArrayLength());
        Assert.Equal("order-7", asked.GetProperty("idempotencyKey").GetString());
        var text = line.Out.ToString();
        Assert.Contains("delivered 201", text, StringComparison.Ordinal);
        Assert.Contains("{\"id\":\"ch_1\\u0007\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_text_travels_as_base64()
    {
        var line = new CommandLine { Input = new MemoryStream([0xff, 0]) };
        Assert.Equal(ExitCode.Done, await line.RunAsync("call", "stripe", "PUT", "/v1/file", "--body", "-", "--dry-run"));
        var asked = JsonDocument.Parse(line.Lines[0]).RootElement;
        Assert.Equal("/wA=", asked.GetProperty("body").GetString());
        Assert.Equal("base64", asked.GetProperty("bodyEncoding").GetString());
        Assert.Equal("application/octet-stream", asked.GetProperty("headers").GetProperty("Content-Type")[0].GetString());
    }

    [Fact]
    public async Task A_call_is_looked_at_and_given_up()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/calls/call_1", Call.Replace("delivered", "dead", StringComparison.Ordinal))
            .On("POST /v1/calls/call_1/cancel", Call.Replace("delivered", "cancelled", StringComparison.Ordinal));
        var looked = new CommandLine();
        Assert.Equal(ExitCode.Failed, await looked.RunAsync("call", "call_1", "--json", "--server", server.Address));
        Assert.Equal("dead", JsonDocument.Parse(looked.Out.ToString()).RootElement.GetProperty("state").GetString());
        var given = new CommandLine();
        Assert.Equal(ExitCode.Done, await given.RunAsync("call", "call_1", "--cancel", "--server", server.Address));
        Assert.Contains("cancelled", given.Out.ToString(), StringComparison.Ordinal);
        var dry = new CommandLine();
        Assert.Equal(ExitCode.Done, await dry.RunAsync("call", "call_1", "--cancel", "--dry-run", "--server", server.Address));
        Assert.Single(server.Requests, request => request.Method == "POST");
    }
}
