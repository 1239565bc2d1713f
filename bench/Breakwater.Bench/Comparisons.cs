namespace Breakwater.Bench;

/// <summary>What is compared: the receiving door, the whole way, and a table that has grown.</summary>
internal sealed class Comparisons(Options options, string folder)
{
    private int runs;
    private long filled;

    public IReadOnlyList<Comparison> All() =>
    [
        new("receive", new Side("breakwater", () => ReceiveAsync("plain")), new Side("limit", LimitReceiveAsync), 0.7),
        new("receive, hmac and pointers", new Side("breakwater", () => ReceiveAsync("signed")), new Side("limit", LimitReceiveAsync), 0.7),
        new("end to end", new Side("breakwater", () => EndToEndAsync(limit: false)), new Side("limit", () => EndToEndAsync(limit: true)), 0.6),
        new("receive into a large table", new Side($"{options.Table:N0} events", ReceiveIntoLargeAsync), new Side("empty", () => ReceiveAsync("plain")), 0.9),
    ];

    private Task<Measurement> LimitReceiveAsync() => FreshAsync(
        place => Contestant.LimitAsync(place, sink: null),
        contestant => Task.FromResult(Measurement.Receive(contestant, options, firstId: 1)));

    private Task<Measurement> ReceiveAsync(string source) => FreshAsync(
        place => Contestant.BreakwaterAsync(place, source, sink: null),
        contestant => Task.FromResult(Measurement.Receive(contestant, options, firstId: 1)));

    private async Task<Measurement> EndToEndAsync(bool limit)
    {
        using var sink = new Sink();
        return await FreshAsync(
            place => limit ? Contestant.LimitAsync(place, sink) : Contestant.BreakwaterAsync(place, "plain", sink),
            contestant => Measurement.EndToEndAsync(contestant, sink, options));
    }

    /// <summary>A process of its own on a folder of its own, for each measurement.</summary>
    private async Task<Measurement> FreshAsync(Func<string, Task<Contestant>> start, Func<Contestant, Task<Measurement>> measure)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, $"run-{++runs}")).FullName;
        try
        {
            await using var contestant = await start(place);
            return await measure(contestant);
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    /// <summary>The table is filled once, through the door, and used by all rounds; each adds to it.</summary>
    private async Task<Measurement> ReceiveIntoLargeAsync()
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, "large")).FullName;
        if (filled == 0)
        {
            await using var filler = await Contestant.BreakwaterAsync(place, "plain", sink: null);
            using var load = new Load(filler.Target, options.Connections, options.Body, firstId: 1);
            while (filled < options.Table)
            {
                filled += load.Run(TimeSpan.FromSeconds(5)).Accepted;
                Console.WriteLine($"  filling the table: {filled:N0} events");
            }
        }

        await using var contestant = await Contestant.BreakwaterAsync(place, "plain", sink: null);
        return Measurement.Receive(contestant, options, firstId: filled + (100_000_000L * ++runs));
    }
}
