namespace Breakwater.Bench;

/// <summary>One run of one side.</summary>
/// <param name="PerSecond">Events a second: received, or received, delivered and settled.</param>
/// <param name="ProcessorSeconds">Processor seconds of the server for 1,000 events.</param>
/// <param name="P50">Median latency in milliseconds: of an answer at the door, or of the whole way to the sink where the case says so.</param>
/// <param name="P99">Its 99th percentile.</param>
/// <param name="Refused">Requests that were not accepted.</param>
/// <param name="Accepted">Requests accepted a second, whatever became of them afterwards.</param>
/// <param name="PeakBytes">The most resident memory that the server ever had; of several, their sum.</param>
internal sealed record Measurement(
    double PerSecond, double ProcessorSeconds, double P50, double P99, int Refused, double Accepted, double PeakBytes)
{
    /// <summary>What else is to be said of it; empty for nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>How long a start took, in seconds; NaN where none was measured.</summary>
    public double StartSeconds { get; init; } = double.NaN;

    public static Measurement Receive(Contestant contestant, Options options, long firstId)
    {
        using var load = new Load(contestant.Target, options.Connections, options.Body, firstId);
        load.Run(TimeSpan.FromSeconds(options.WarmUp));
        var processor = contestant.ProcessorTime;
        var result = load.Run(TimeSpan.FromSeconds(options.Seconds));
        return Of(result, result.Elapsed, [contestant], processor);
    }

    /// <summary>The time runs until the last accepted event is settled, not only received. Several servers share one store.</summary>
    public static async Task<Measurement> EndToEndAsync(IReadOnlyList<Contestant> contestants, Sink sink, Options options)
    {
        using var load = new Load([.. contestants.Select(one => one.Target)], options.Connections, options.Body, firstId: 1);
        var before = sink.Received;
        var warm = load.Run(TimeSpan.FromSeconds(options.WarmUp));
        await SettledAsync(contestants[0], sink, before, warm.Accepted);
        var processor = Processor(contestants);
        var clock = TimeProvider.System;
        var begin = clock.GetTimestamp();
        var result = load.Run(TimeSpan.FromSeconds(options.Seconds));
        await SettledAsync(contestants[0], sink, before, warm.Accepted + result.Accepted);
        return Of(result, clock.GetElapsedTime(begin), contestants, processor);
    }

    /// <summary>At a steady rate; the latency is from the moment at which an event should be sent to its arrival at the sink.</summary>
    public static async Task<Measurement> LatencyAsync(Contestant contestant, Sink sink, Options options, double perSecond)
    {
        using var load = new Load(contestant.Target, options.Connections, options.Body, firstId: 1);
        var before = sink.Received;
        var warm = load.Run(TimeSpan.FromSeconds(options.WarmUp)).Accepted;
        warm += load.RunPaced(TimeSpan.FromSeconds(1), perSecond).Accepted;
        await SettledAsync(contestant, sink, before, warm);
        sink.Watch();
        var processor = contestant.ProcessorTime;
        var result = load.RunPaced(TimeSpan.FromSeconds(options.Seconds), perSecond);
        await SettledAsync(contestant, sink, before, warm + result.Accepted);
        var arrivals = sink.Watched();
        return Of(result, result.Elapsed, [contestant], processor) with
        {
            P50 = arrivals.Latency(0.5),
            P99 = arrivals.Latency(0.99),
            Note = FormattableString.Invariant($"door p99 {result.Latency(0.99):0.0} ms"),
        };
    }

    /// <summary>What a run came to, with what the servers used for it since.</summary>
    public static Measurement Of(LoadResult result, TimeSpan elapsed, IReadOnlyList<Contestant> contestants, TimeSpan processorBefore) => new(
        result.Accepted / elapsed.TotalSeconds,
        (Processor(contestants) - processorBefore).TotalSeconds * 1000 / result.Accepted,
        result.Latency(0.5),
        result.Latency(0.99),
        result.Refused,
        result.PerSecond,
        contestants.Sum(contestant => (double)contestant.PeakBytes));

    /// <summary>The processor time of all of them.</summary>
    public static TimeSpan Processor(IReadOnlyList<Contestant> contestants) =>
        contestants.Aggregate(TimeSpan.Zero, (sum, contestant) => sum + contestant.ProcessorTime);

    /// <summary>Waits for the sink first, which costs nothing, and asks the server only at the end.</summary>
    private static async Task SettledAsync(Contestant contestant, Sink sink, long before, long accepted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        while (sink.Received - before < accepted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), limit.Token);
        }

        while (await contestant.SettledAsync() < accepted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }
}
