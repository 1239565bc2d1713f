using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class EntityVerbTests
{
    private const string Order = """
        {"type":"order","key":"42","state":"paid","version":"7","drift":true,"early":1,"flagged":1,"conflicts":0,"changedAt":"2026-01-31T11:59:00Z",
         "history":[
           {"number":1,"eventId":"evt_1","source":"stripe","type":"payment_intent.succeeded","state":"paid","version":null,"receivedAt":"2026-01-31T11:58:00Z",
            "verdict":"applied","why":"follows created; it came early and waited 00:00:30","waitsUntil":null,"flagged":false,"applied":2,"judgedAt":"2026-01-31T11:58:30Z"},
           {"number":2,"eventId":"evt_2","source":"shop","type":"orders/delivered","state":"delivered","version":null,"receivedAt":"2026-01-31T11:59:00Z",
            "verdict":"early","why":"waits for shipped","waitsUntil":"2026-01-31T12:14:00Z","flagged":false,"applied":null,"judgedAt":"2026-01-31T11:59:00Z"}],
         "destinations":[
           {"destination":"crm","state":"behind","has":"created","since":"2026-01-31T11:58:30Z","why":"waits for its turn","eventId":"evt_1","deliveryId":"dlv_1"},
           {"destination":"erp","state":"inSync","has":"paid","since":null,"why":null,"eventId":"evt_1","deliveryId":"dlv_2"}]}
        """;

    [Fact]
    public async Task One_screen_says_why_an_order_is_in_its_state_and_where_everyone_stands()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/entities/order/42", Order);
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync("entity", "order", "42", "--server", server.Address));

        var text = line.Out.ToString();
        Assert.Contains("order 42  paid  version 7  1 waited out", text, StringComparison.Ordinal);
        Assert.Contains("follows created; it came early and waited 00:00:30", text, StringComparison.Ordinal);
        Assert.Contains("waits for shipped, until 2026-01-31 12:14:00Z", text, StringComparison.Ordinal);
        Assert.Matches("crm +behind +created .*waits for its turn", text);
        Assert.Matches("erp +in sync +paid", text);
    }

    [Fact]
    public async Task Without_a_key_the_entities_of_the_kind_are_listed()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/entities/order", """
            {"items":[{"type":"order","key":"42","state":null,"version":null,"drift":true,"early":2,"flagged":0,"conflicts":1,"undelivered":3,"changedAt":"2026-01-31T11:59:00Z"}],"next":null}
            """);
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync("entity", "order", "--drift", "--server", server.Address));

        Assert.Matches("42 +not begun +- +2 early, 1 conflict, 3 undelivered +1 min ago", line.Out.ToString());
    }
}
