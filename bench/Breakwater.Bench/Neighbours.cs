using System.Net;
using System.Net.Sockets;

namespace Breakwater.Bench;

/// <summary>
/// Ten destinations, each with a source of its own, so that each is owed as much as any other. In one run two of them are in trouble: one
/// refuses every connection, one takes 9 s for every answer. Looked at are the other eight.
/// </summary>
internal sealed class Neighbours(Options options, Places places)
{
    private const int Destinations = 10;

    /// <summary>The steady rate at which latencies are taken: a third of what the first run delivered to all.</summary>
    private double? paced;

    public async Task<Measurement> MeasureAsync(bool trouble)
    {
        using var eight = new Sink();
        using var others = new Sink(trouble ? TimeSpan.FromSeconds(9) : TimeSpan.Zero);
        return await MeasureAsync(eight, [trouble ? Nobody() : others.Address, others.Address]);
    }

    /// <summary>One run.</summary>
    /// <param name="well">Where those are that are looked at.</param>
    /// <param name="others">Where the last ones are.</param>
    public async Task<Measurement> MeasureAsync(Sink well, IReadOnlyList<Uri> others)
    {
        var healthy = Destinations - others.Count;
        await using var breakwater = await Contestant.ConfiguredAsync(
            places.Folder(), "/", Configuration([.. Enumerable.Repeat(well.Address, healthy), .. others]));
        using var load = new Load(
            [.. Enumerable.Range(0, Destinations).Select(n => new Uri(breakwater.Target, $"in/s{n}"))], ConnectionsOf(options), options.Body, firstId: 1);
        var warm = load.Run(TimeSpan.FromSeconds(options.WarmUp)).Accepted;
        await ArrivedAsync(well, warm, healthy);

        var processor = breakwater.ProcessorTime;
        var (before, clock) = (well.Received, TimeProvider.System);
        var begin = clock.GetTimestamp();
        var full = load.Run(TimeSpan.FromSeconds(options.Seconds / 2));
        await ArrivedAsync(well, warm + full.Accepted, healthy);
        var elapsed = clock.GetElapsedTime(begin);
        var delivered = (well.Received - before) / elapsed.TotalSeconds;
        var all = Measurement.Of(full, elapsed, [breakwater], processor);

        paced ??= full.Accepted / elapsed.TotalSeconds / 3;
        well.Watch();
        var steady = load.RunPaced(TimeSpan.FromSeconds(options.Seconds / 2), paced.Value);
        await ArrivedAsync(well, warm + full.Accepted + steady.Accepted, healthy);
        var arrivals = well.Watched();
        return all with
        {
            PerSecond = delivered,
            P50 = arrivals.Latency(0.5),
            P99 = arrivals.Latency(0.99),
            Refused = full.Refused + steady.Refused,
            PeakBytes = breakwater.PeakBytes,
            Note = FormattableString.Invariant($"p99 {arrivals.Latency(0.99):0.0} ms at {paced.Value:N0}/s"),
        };
    }

    /// <summary>As many on each source: the connections go round them.</summary>
    private static int ConnectionsOf(Options options) => Math.Max(1, options.Connections / Destinations) * Destinations;

    /// <summary>Waits for their tenths, less what the unevenness of connections may make.</summary>
    private static async Task ArrivedAsync(Sink well, long accepted, int healthy)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        long last;
        do
        {
            last = well.Received;
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }
        while (well.Received != last || well.Received < accepted * healthy / Destinations * 9 / 10);
    }

    /// <summary>An address on which nobody listens.</summary>
    private static Uri Nobody()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
    }

    private static string Configuration(IReadOnlyList<Uri> addresses)
    {
        var numbers = Enumerable.Range(0, Destinations).ToList();
        return $$"""
            store: { sqlite: ./data/breakwater.db }
            sources:
              {{string.Join("\n  ", numbers.Select(n => $"s{n}: {{ verify: none, event: {{ id: \"header:X-Event-Id\" }} }}"))}}
            destinations:
              {{string.Join("\n  ", numbers.Select(n => $"d{n}: {{ url: \"{addresses[n]}\", concurrency: 16 }}"))}}
            routes:
              {{string.Join("\n  ", numbers.Select(n => $"- {{ from: s{n}, to: [d{n}] }}"))}}
            """;
    }
}
