using System.Text.Json;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class ServerVerbsTests
{
    private const string Evt = """
        {"id":"evt_1","source":"stripe","type":"charge.refunded","idempotencyId":"ev_9","key":"ord\u001b[2J","version":null,
         "occurredAt":null,"receivedAt":"2026-01-31T11:57:00Z","duplicates":2,"lastDuplicateAt":"2026-01-31T11:58:00Z","headers":[],"body":"{}",
         "traceparent":null,"newField":7,
         "deliveries":[{"id":"dlv_1","destination":"orders","state":"waiting","waitingFor":"time","attempts":1,
                        "nextAttemptAt":"2026-01-31T12:00:12Z","lastStatus":503,"lastError":"503 Service Unavailable","settledAt":null}]}
        """;

    private const string Delivery = """
        {"id":"dlv_1","eventId":"evt_1","destination":"orders","state":"waiting","waitingFor":"time","attempts":1,"source":"stripe",
         "type":"charge.refunded","key":"k","nextAttemptAt":"2026-01-31T12:00:12Z","lastStatus":503,"lastError":"503 Service Unavailable","settledAt":null,
         "attemptLog":[{"number":1,"startedAt":"2026-01-31T11:59:50Z","durationMs":12.4,"node":"n1","outcome":"retryable","status":503,
                        "error":"503 Service Unavailable","requestHeaders":[{"name":"webhook-id","value":"evt_1"}],
                        "responseHeaders":{"Retry-After":"12"},"responseBody":"busy\u0007","decision":"again in 12 s"}]}
        """;

    [Fact]
    public async Task An_event_is_one_screen_with_its_attempts_and_what_happens_next()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events/evt_1", Evt).On("GET /v1/deliveries/dlv_1", Delivery);
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync("event", "evt_1", "--server", server.Address));

        var text = line.Out.ToString();
        Assert.Contains("3 min ago", text, StringComparison.Ordinal);
        Assert.Contains("2x, last 2026-01-31 11:58:00Z", text, StringComparison.Ordinal);
        Assert.Contains("attempt 1  retryable 503  in 12 ms  503 Service Unavailable  -> again in 12 s", text, StringComparison.Ordinal);
        Assert.Contains("next  attempt 2 in 12 s", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text);
    }

    [Fact]
    public async Task A_delivery_shows_what_was_sent_and_what_came_back()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/deliveries/dlv_1", Delivery);
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync("delivery", "dlv_1", "--server", server.Address));

        var text = line.Out.ToString();
        Assert.Contains("> webhook-id: evt_1", text, StringComparison.Ordinal);
        Assert.Contains("< Retry-After: 12", text, StringComparison.Ordinal);
        Assert.Contains("< busy\\u0007", text, StringComparison.Ordinal);
    }

    private const string Paused = """
        {"name":"orders","url":"https://orders.example.com/hooks","concurrency":16,"rate":"100/s","counts":{"waiting":1200,"dead":0,"delivered":7},
         "inFlight":0,"breaker":{"state":"closed","until":null},"pausedSince":"2026-01-31T11:57:00Z","paused":true,"newField":1}
        """;

    [Fact]
    public async Task A_destination_is_paused_and_a_dry_run_only_looks()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/destinations/orders", Paused).On("POST /v1/destinations/orders/pause", Paused);
        var dry = new CommandLine();
        Assert.Equal(ExitCode.Done, await dry.RunAsync("pause", "orders", "--dry-run", "--server", server.Address));
        Assert.Contains("orders  would be paused  1200 waiting", dry.Out.ToString(), StringComparison.Ordinal);
        Assert.Equal("GET", server.Requests.Single().Method);

        var line = new CommandLine();
        Assert.Equal(ExitCode.Failed, await line.RunAsync("pause", "orders", "nowhere", "--server", server.Address));
        Assert.Contains("orders  paused 3 min ago  1200 waiting", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("nowhere: ", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Destinations_say_what_keeps_them_and_what_limits_them()
    {
        await using var server = await CannedServer.StartAsync();
        var failing = Paused.Replace("orders", "crm", StringComparison.Ordinal)
            .Replace("\"pausedSince\":\"2026-01-31T11:57:00Z\"", "\"pausedSince\":null", StringComparison.Ordinal)
            .Replace("\"closed\",\"until\":null", "\"open\",\"until\":\"2026-01-31T12:00:12Z\"", StringComparison.Ordinal);
        server.On("GET /v1/destinations", $$"""{"items":[{{Paused}},{{failing}}],"next":null}""");
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync("destinations", "--server", server.Address));

        var text = line.Out.ToString();
        Assert.Contains("paused 3 min ago", text, StringComparison.Ordinal);
        Assert.Contains("fails, left alone, probed in 12 s", text, StringComparison.Ordinal);
        Assert.Contains("16 at once, 100/s", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_answer_of_the_api_whole_and_on_one_line()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events/evt_1", Evt);
        var line = new CommandLine();

        await line.RunAsync("event", "evt_1", "--json", "--server", server.Address);

        var json = JsonDocument.Parse(Assert.Single(line.Lines)).RootElement;
        Assert.Equal(7, json.GetProperty("newField").GetInt32());
    }

    [Fact]
    public async Task A_body_goes_into_a_pipe_byte_for_byte_and_to_a_terminal_escaped()
    {
        byte[] body = [0x7b, 0x1b, 0xff, 0x0d, 0x0a, 0x7d];
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events/evt_1/body", async http => await http.Response.Body.WriteAsync(body));
        var pipe = new CommandLine();
        var terminal = new CommandLine { Terminal = true };

        await pipe.RunAsync("event", "evt_1", "--body", "--server", server.Address);
        await terminal.RunAsync("event", "evt_1", "--body", "--server", server.Address);

        Assert.Equal(body, pipe.Bytes.ToArray());
        Assert.DoesNotContain('\e', terminal.Out.ToString());
        Assert.Equal(2, terminal.Lines.Length);
    }

    [Fact]
    public async Task A_list_follows_its_pages_as_far_as_it_is_asked_for()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events?source=stripe&limit=500", $$"""{"items":[{{Evt}}],"next":"c1"}""")
            .On("GET /v1/events?source=stripe&limit=500&after=c1", $$"""{"items":[{{Evt}}],"next":null}""")
            .On("GET /v1/events?source=stripe&limit=1", $$"""{"items":[{{Evt}}],"next":"c1"}""");
        var all = new CommandLine();
        var one = new CommandLine();

        await all.RunAsync("events", "--source", "stripe", "--all", "--json", "--server", server.Address);
        await one.RunAsync("events", "--source", "stripe", "--limit", "1", "--json", "--server", server.Address);

        Assert.Equal(2, all.Lines.Length);
        Assert.Single(one.Lines);
    }

    [Fact]
    public async Task The_token_comes_from_the_option_or_the_environment()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events", """{"items":[],"next":null}""");
        var line = new CommandLine { Environment = { ["BREAKWATER_TOKEN"] = "from-environment", ["BREAKWATER_SERVER"] = server.Address } };

        await line.RunAsync("events");
        await line.RunAsync("events", "--token", "said");

        Assert.Equal(["Bearer from-environment", "Bearer said"], server.Requests.Select(request => request.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_with_3_and_words()
    {
        var line = new CommandLine();

        Assert.Equal(ExitCode.Unreachable, await line.RunAsync("events", "--server", "http://127.0.0.1:1"));
        Assert.Contains("no server answers at http://127.0.0.1:1", line.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, """{"title":"Unauthorized"}""", "wants a token")]
    [InlineData(403, """{"title":"Forbidden","detail":"the token ops may only read"}""", "the token ops may only read")]
    [InlineData(404, """{"title":"Not found","detail":"no event begins with evt_1"}""", "no event begins with evt_1")]
    [InlineData(409, """{"title":"Conflict","detail":"evt_1 is the beginning of more than one id"}""", "more than one id")]
    [InlineData(404, "<html>nginx</html>", "is it the admin address?")]
    [InlineData(500, "", "answered 500")]
    public async Task A_refusal_ends_with_1_and_its_words(int status, string problem, string words)
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events/evt_1", problem, status);
        var line = new CommandLine();

        Assert.Equal(ExitCode.Failed, await line.RunAsync("event", "evt_1", "--server", server.Address));
        Assert.Contains(words, line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Something_else_that_answers_is_not_taken_for_the_api()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events/evt_1", "<html>hello</html>");
        var line = new CommandLine();

        Assert.Equal(ExitCode.Failed, await line.RunAsync("event", "evt_1", "--server", server.Address));
        Assert.Contains("is it the admin address?", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_refused_retry_does_not_keep_the_others()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /v1/deliveries/dlv_1/retry", Delivery)
            .On("POST /v1/deliveries/dlv_2/retry", """{"detail":"dlv_2 is delivered"}""", 409)
            .On("POST /v1/deliveries/dlv_3/retry", Delivery);
        var line = new CommandLine();

        Assert.Equal(ExitCode.Failed, await line.RunAsync("retry", "dlv_1", "dlv_2", "dlv_3", "--server", server.Address));
        Assert.Contains("2 done, 1 refused", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("dlv_2 is delivered", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retry", "dlv_1")]
    [InlineData("cancel", "dlv_1")]
    [InlineData("retry", "--dead")]
    [InlineData("replay", "evt_1")]
    public async Task A_dry_run_asks_and_changes_nothing(params string[] arguments)
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/deliveries/dlv_1", Delivery).On("GET /v1/events/evt_1", Evt)
            .On("GET /v1/deliveries", $$"""{"items":[{{Delivery}}],"next":null}""");
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync([.. arguments, "--dry-run", "--server", server.Address]));
        Assert.All(server.Requests, request => Assert.Equal("GET", request.Method));
        Assert.Contains("would be", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_is_sent_again_to_the_destinations_that_are_named()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /v1/events/evt_1/replay", $$"""{"deliveries":[{{Delivery}}]}""", 202);
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync("replay", "evt_1", "--to", "orders,crm", "--server", server.Address));
        Assert.Equal("""{"to":["orders","crm"]}""", server.Requests.Single().Body);
        Assert.Contains("dlv_1 to orders", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bulk_replay_is_followed_to_its_end()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /v1/replays", """{"id":"rpl_1","state":"done","total":3,"done":3,"deliveries":6}""", 202);
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync(
            "replay", "--where", "source=stripe,from=2h", "--rate", "50/s", "--server", server.Address));

        var asked = JsonDocument.Parse(server.Requests.Single().Body).RootElement;
        Assert.Equal("stripe", asked.GetProperty("filter").GetProperty("source").GetString());
        Assert.Equal("2026-01-31T10:00:00.0000000Z", asked.GetProperty("filter").GetProperty("from").GetString());
        Assert.Contains("rpl_1 is done: 3 of 3 events, 6 deliveries", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_ready_makes_status_fail_and_say_why()
    {
        await using var server = await CannedServer.StartAsync();
        const string Empty = """{"items":[],"next":null}""";
        server.On("GET /readyz", """{"status":"unready","reasons":["the disk is full"]}""", 503)
            .On("GET /v1/sources", Empty).On("GET /v1/destinations", Empty).On("GET /v1/replays", Empty).On("GET /v1/rejections", Empty)
            .On("GET /v1/nodes", """{"items":[{"name":"n1","self":true,"since":"2026-01-31T11:00:00Z","leaseMs":4000,"shards":40,"lagMs":1500},{"name":"n2","since":"2026-01-31T11:00:00Z","leaseMs":4000,"shards":24,"lagMs":0}],"next":null}""");
        var line = new CommandLine();

        Assert.Equal(ExitCode.Failed, await line.RunAsync("status", "--server", server.Address));
        Assert.Contains("the disk is full", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("n1 (answers)", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("24", line.Out.ToString(), StringComparison.Ordinal);
    }
}
