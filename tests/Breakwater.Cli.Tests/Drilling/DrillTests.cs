using System.Text.Json;
using Xunit;

namespace Breakwater.Cli.Tests.Drilling;

/// <summary><c>breakwater drill</c>: the whole command, from a file to the report.</summary>
public sealed class DrillTests : IDisposable
{
    /// <summary>Gives up long before the outages of the weather are over.</summary>
    private const string Impatient = """
        sources:
          stripe: { provider: stripe, secret: whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ= }
          erp:
            verify: { scheme: hmac-sha256, header: X-Signature, secret: "0123456789abcdef" }
            event: { id: "header:X-Event-Id", type: /event, key: /order/id, version: /order/revision }
        destinations:
          orders: { url: https://orders.example.com/hooks, retry: { maxAttempts: 100, giveUpAfter: 1h, max: 10m }, permanent: [501] }
          crm: { url: https://crm.example.com/in, retry: { maxAttempts: 200, max: 1h, giveUpAfter: 7d }, permanent: [501] }
        routes:
          - { from: stripe, types: ["payment_intent.*"], where: { /data/object/currency: [eur, usd] }, to: [orders], order: key }
          - { from: erp, to: [crm], order: latest }
        """;

    /// <summary>Outlasts everything, and lets no old news win.</summary>
    private const string Patient = """
        sources:
          erp:
            verify: { scheme: hmac-sha256, header: X-Signature, secret: "0123456789abcdef" }
            event: { id: "header:X-Event-Id", type: /event, key: /order/id, version: /order/revision }
        destinations:
          crm: { url: https://crm.example.com/in, timeout: 30s, retry: { maxAttempts: 300, max: 1h, giveUpAfter: 7d }, permanent: [501] }
        routes:
          - { from: erp, to: [crm], order: latest }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_policy_that_gives_up_too_early_is_seen_and_the_advice_would_have_kept_everything()
    {
        using var report = JsonDocument.Parse(await RunAsync(Impatient, ExitCode.Done, "--hours", "24", "--seed", "3", "--rate", "20/h", "--json"));
        var orders = Destination(report, "orders");
        var crm = Destination(report, "crm");

        Assert.True(Number(orders, "dead") > 0, orders.ToString());
        Assert.Equal("giveUpAfter", orders.GetProperty("gaveUpFirst").GetProperty("policy").GetString());
        Assert.True(orders.GetProperty("longestSurvivedSeconds").GetDouble() < orders.GetProperty("longestOutageSeconds").GetDouble());
        Assert.Equal(0, Number(crm, "dead"));
        Assert.Equal(JsonValueKind.Null, crm.GetProperty("gaveUpFirst").ValueKind);
        var advice = report.RootElement.GetProperty("advice").EnumerateArray().First(one => one.GetProperty("option").GetString() == "retry.giveUpAfter");
        Assert.Equal("destinations.orders", advice.GetProperty("about").GetString());
        Assert.Equal(0, Number(advice, "deadThen"));
        Assert.DoesNotContain(report.RootElement.GetProperty("advice").EnumerateArray(), one => one.GetProperty("about").GetString() == "destinations.crm");
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("broken").ValueKind);
    }

    [Fact]
    public async Task A_policy_that_lasts_loses_nothing_and_is_left_as_it_is()
    {
        using var report = JsonDocument.Parse(await RunAsync(Patient, ExitCode.Done, "--hours", "24", "--seed", "3", "--rate", "20/h", "--json"));
        var crm = Destination(report, "crm");

        Assert.Equal(0, Number(crm, "dead"));
        Assert.Equal(0, Number(crm, "waiting"));
        Assert.Equal(Number(crm, "deliveries"), Number(crm, "delivered") + Number(crm, "stale"));
        Assert.Equal(crm.GetProperty("longestOutageSeconds").GetDouble(), crm.GetProperty("longestSurvivedSeconds").GetDouble());
        Assert.Empty(report.RootElement.GetProperty("advice").EnumerateArray());
        var erp = Assert.Single(report.RootElement.GetProperty("sources").EnumerateArray());
        Assert.Equal(Number(erp, "events"), Number(erp, "recorded"));
        Assert.True(Number(erp, "duplicates") > 0);
        Assert.Equal(0, Number(erp, "refused"));
    }

    [Fact]
    public async Task The_same_order_gives_the_same_report_byte_for_byte()
    {
        string[] order = ["--hours", "24", "--seed", "5", "--rate", "10/h"];

        var first = await RunAsync(Impatient, ExitCode.Done, [.. order, "--json"]);
        var second = await RunAsync(Impatient, ExitCode.Done, [.. order, "--json"]);
        var other = await RunAsync(Impatient, ExitCode.Done, "--hours", "24", "--seed", "6", "--rate", "10/h", "--json");

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public async Task People_read_tables_what_to_change_and_that_the_promises_were_kept()
    {
        var text = await RunAsync(Impatient, ExitCode.Done, "--hours", "24", "--seed", "3", "--rate", "20/h");

        Assert.StartsWith("24 h of bad weather, seed 3: ", text, StringComparison.Ordinal);
        Assert.Contains("DESTINATION", text, StringComparison.Ordinal);
        Assert.Contains("ok    Breakwater kept its promises", text, StringComparison.Ordinal);
        Assert.Contains("What to change", text, StringComparison.Ordinal);
        Assert.Contains("destinations.orders.retry.giveUpAfter: ", text, StringComparison.Ordinal);
        Assert.Contains("would have kept them (tried in the same weather)", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public async Task Progress_is_shown_beside_the_report_and_only_to_people()
    {
        folder.Write("breakwater.yaml", Patient);
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Done, await Commands(line.Context with { ErrorTerminal = true }, "drill", "--hours", "12", "--rate", "10/h"));

        Assert.Contains(" of 12", line.Error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(" of 12", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--hours", "0")]
    [InlineData("--hours", "721")]
    [InlineData("--seed", "-1")]
    [InlineData("--rate", "fast")]
    [InlineData("--rate", "100/s")]
    public async Task An_order_that_makes_no_sense_ends_with_2_and_words(params string[] order)
    {
        folder.Write("breakwater.yaml", Patient);
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Usage, await line.RunAsync(["drill", .. order]));
        Assert.NotEmpty(line.Error.ToString().Trim());
        Assert.Empty(line.Out.ToString());
    }

    [Fact]
    public async Task A_configuration_that_is_wrong_ends_with_2_and_its_place()
    {
        folder.Write("breakwater.yaml", Patient.Replace("to: [crm]", "to: [crn]", StringComparison.Ordinal));
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Usage, await line.RunAsync("drill"));
        Assert.Contains("crn", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scripts_entities_short_retention_and_alerts_take_part()
    {
        folder.Write("upper.js", "export default (event) => ({ key: event.key, at: event.type })");
        using var report = JsonDocument.Parse(await RunAsync(
            """
            store: { keep: 1h }
            sources:
              shop: { provider: shopify, secret: abcdefghijkl }
              stripe: { provider: stripe, secret: whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ= }
            destinations:
              orders: { url: https://orders.example.com/hooks, rate: 60/m, retry: { schedule: [5s, 1m, 10m] } }
              pager: { url: https://pager.example.com/in }
            entities:
              order:
                initial: created
                transitions: { created: [paid], paid: [shipped] }
                events:
                  - { from: shop, types: ["orders/create"], key: /id, state: created }
                  - { from: stripe, types: ["payment_intent.succeeded"], key: /data/object/metadata/order_id, state: paid }
                  - { from: shop, types: ["orders/fulfilled"], key: /id, state: shipped }
            routes:
              - { from: shop, entity: order, to: [orders], transform: ./upper.js }
              - { from: stripe, entity: order, to: [orders], transform: ./upper.js }
              - { from: breakwater, to: [pager] }
            """,
            ExitCode.Done,
            "--hours", "24", "--seed", "4", "--rate", "20/h", "--json"));

        var order = Assert.Single(report.RootElement.GetProperty("entities").EnumerateArray());
        Assert.True(Number(order, "applied") > 100, order.ToString());
        Assert.True(Number(Destination(report, "orders"), "delivered") > 0);
        Assert.True(Number(Destination(report, "pager"), "deliveries") > 0);
        Assert.Contains("transforms", report.RootElement.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string configuration, int expected, params string[] order)
    {
        folder.Write("breakwater.yaml", configuration);
        var line = new CommandLine { Folder = folder.Root };
        var code = await line.RunAsync(["drill", .. order]);
        Assert.True(code == expected, line.Out.ToString() + line.Error);
        Assert.Empty(line.Error.ToString());
        return line.Out.ToString();
    }

    private static Task<int> Commands(CommandContext context, params string[] arguments) =>
        Cli.Commands.Verbs.RunAsync(context, arguments, TestContext.Current.CancellationToken);

    private static JsonElement Destination(JsonDocument report, string name) =>
        report.RootElement.GetProperty("destinations").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
