using System.Collections.Concurrent;
using System.Text;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>What the program tells those who watch it.</summary>
public sealed class TelemetryTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Metrics_are_at_metrics_and_the_OTEL_variables_send_traces_metrics_and_logs()
    {
        var told = new ConcurrentDictionary<string, byte[]>();
        await using var collector = new Sink((seen, context) =>
        {
            told.AddOrUpdate(context.Request.Path, seen.Body, (_, before) => [.. before, .. seen.Body]);
            return Task.CompletedTask;
        });
        await collector.OpenAsync();
        await using var sink = await Sink.Good().OpenAsync();
        await using var harbour = new Harbour($$"""
            sources:
              shop: { verify: none }
            destinations:
              sink: { url: "{{sink.Address}}" }
            routes:
              - { from: shop, to: [sink] }
            """);
        await harbour.StartThroughShellAsync(
            $"export OTEL_EXPORTER_OTLP_ENDPOINT='{collector.Address.GetLeftPart(UriPartial.Authority)}' OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_BSP_SCHEDULE_DELAY=100");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(harbour.Server.Ingress, "in/shop")) { Content = new StringContent("{}") };
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        (await http.SendAsync(request, TestContext.Current.CancellationToken)).Dispose();
        await Until.TrueAsync(() => sink.Requests.Count == 1, "the event arrives");

        Assert.StartsWith($"00-{Trace}-", sink.Requests.Single().Headers["traceparent"], StringComparison.Ordinal);
        var metrics = await http.GetStringAsync(new Uri(harbour.Server.Admin, "metrics"), TestContext.Current.CancellationToken);
        Assert.Contains("breakwater_arrivals_total{otel_scope_name=\"Breakwater\",result=\"recorded\",source=\"shop\"} 1", metrics, StringComparison.Ordinal);
        Assert.Equal(0, await harbour.TerminateAsync());

        // Whatever waited has been sent at the end.
        Assert.True(Says("/v1/traces", "receive shop") && Says("/v1/traces", "send sink"), "the spans were not sent");
        Assert.True(told["/v1/traces"].AsSpan().IndexOf(Convert.FromHexString(Trace)) >= 0, "the spans are of another trace");
        Assert.True(Says("/v1/metrics", "breakwater.arrivals"), "the metrics were not sent");
        Assert.True(Says("/v1/logs", "listening"), "the log was not sent");

        bool Says(string path, string words) => told.TryGetValue(path, out var bytes) && bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0;
    }
}
