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

    private string Fresh() => Directory.CreateDirectory(Path.Combine(folder, $"run-{++runs}")).FullName;

    private async Task<Measurement> LimitReceiveAsync()
    {
        var place = Fresh();
        await using (var contestant = await Contestant.LimitAsync(place, sink: null))
        {
            var measured = await Measurement.ReceiveAsync(contestant, options, firstId: 1);
            await contestant.DisposeAsync();
            Directory.Delete(place, recursive: true);
            return measured;
        }
    }

    private async Task<Measurement> ReceiveAsync(string source)
    {
        var place = Fresh();
        await using (var contestant = await Contestant.BreakwaterAsync(place, source, sink: null))
        {
            var measured = await Measurement.ReceiveAsync(contestant, options, firstId: 1);
            await contestant.DisposeAsync();
            Directory.Delete(place, recursive: true);
            return measured;
        }
    }

    private async Task<Measurement> EndToEndAsync(bool limit)
    {
        var place = Fresh();
        using var sink = new Sink();
        await using (var contestant = await (limit ? Contestant.LimitAsync(place, sink) : Contestant.BreakwaterAsync(place, "plain", sink)))
        {
            var measured = await Measurement.EndToEndAsync(contestant, sink, options);
            await contestant.DisposeAsync();
            Directory.Delete(place, recursive: true);
            return measured;
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
        var measured = await Measurement.ReceiveAsync(contestant, options, firstId: filled + 100_000_000L * ++runs);
        return measured;
    }
}
