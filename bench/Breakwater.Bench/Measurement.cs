namespace Breakwater.Bench;

/// <summary>One run of one side.</summary>
/// <param name="PerSecond">Events a second: received, or received, delivered and settled.</param>
/// <param name="ProcessorSeconds">Processor seconds of the server for 1,000 events.</param>
/// <param name="P50">Median latency of an answer at the door, in milliseconds.</param>
/// <param name="P99">Its 99th percentile.</param>
/// <param name="Refused">Requests that were not accepted.</param>
/// <param name="Accepted">Requests accepted a second, whatever became of them afterwards.</param>
internal sealed record Measurement(double PerSecond, double ProcessorSeconds, double P50, double P99, int Refused, double Accepted)
{
    public static Measurement Receive(Contestant contestant, Options options, long firstId)
    {
        using var load = new Load(contestant.Target, options.Connections, options.Body, firstId);
        load.Run(TimeSpan.FromSeconds(options.WarmUp));
        var processor = contestant.ProcessorTime;
        var result = load.Run(TimeSpan.FromSeconds(options.Seconds));
        processor = contestant.ProcessorTime - processor;
        return Of(result, result.Elapsed, processor);
    }

    /// <summary>The time runs until the last accepted event is settled, not only received.</summary>
    public static async Task<Measurement> EndToEndAsync(Contestant contestant, Sink sink, Options options)
    {
        using var load = new Load(contestant.Target, options.Connections, options.Body, firstId: 1);
        var before = sink.Received;
        var warm = load.Run(TimeSpan.FromSeconds(options.WarmUp));
        await SettledAsync(contestant, sink, before, warm.Accepted);
        var processor = contestant.ProcessorTime;
        var clock = TimeProvider.System;
        var begin = clock.GetTimestamp();
        var result = load.Run(TimeSpan.FromSeconds(options.Seconds));
        await SettledAsync(contestant, sink, before, warm.Accepted + result.Accepted);
        var elapsed = clock.GetElapsedTime(begin);
        processor = contestant.ProcessorTime - processor;
        return Of(result, elapsed, processor);
    }

    private static Measurement Of(LoadResult result, TimeSpan elapsed, TimeSpan processor) => new(
        result.Accepted / elapsed.TotalSeconds,
        processor.TotalSeconds * 1000 / result.Accepted,
        result.Latency(0.5),
        result.Latency(0.99),
        result.Refused,
        result.PerSecond);

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
