namespace Breakwater.Bench;

/// <summary>What is compared: the receiving door, the whole way, its latency, a table that has grown, both stores, and other tools.</summary>
internal sealed class Comparisons(Options options, Places places)
{
    private readonly Backlog backlog = new(options, places);
    private readonly Neighbours neighbours = new(options, places);
    private readonly Dictionary<bool, double> third = [];
    private int runs;
    private string? large;

    public IReadOnlyList<Comparison> All() =>
    [
        new("receive", new Side("breakwater", () => ReceiveAsync("plain")), new Side("limit", () => LimitReceiveAsync(postgres: false)), 0.7),
        new("receive, hmac and pointers", new Side("breakwater", () => ReceiveAsync("signed")), new Side("limit", () => LimitReceiveAsync(postgres: false)), 0.7),
        new("end to end", new Side("breakwater", () => EndToEndAsync(postgres: false)), new Side("limit", () => LimitEndToEndAsync(postgres: false)), 0.6),
        Latency("latency", postgres: false),
        new("receive into a large table", new Side($"{options.Rows:N0} events", ReceiveIntoLargeAsync), new Side("empty", () => ReceiveAsync("plain")), 0.9),
        new("a million waiting", new Side($"{options.Waiting:N0} due", backlog.MeasureAsync), new Side("fresh", () => EndToEndAsync(postgres: false)), 0.8),
        new("neighbours", new Side("two in trouble", () => neighbours.MeasureAsync(trouble: true)), new Side("all healthy", () => neighbours.MeasureAsync(trouble: false)), 0.97),
        new("receive, postgresql", new Side("breakwater", () => ReceiveAsync("plain", postgres: true)), new Side("limit", () => LimitReceiveAsync(postgres: true)), 0.8),
        new("end to end, postgresql", new Side("breakwater", () => EndToEndAsync(postgres: true)), new Side("limit", () => LimitEndToEndAsync(postgres: true)), 0.7),
        Latency("latency, postgresql", postgres: true),
        new("three nodes, postgresql", new Side("three nodes", () => EndToEndAsync(postgres: true, nodes: 3)), new Side("one node", () => EndToEndAsync(postgres: true)), double.NaN),
        .. Peers.All.Select(peer => new Comparison(
            $"end to end, {peer.Name}", new Side("breakwater", () => EndToEndAsync(postgres: false)), new Side(peer.Name, () => PeerAsync(peer.Start)), peer.Aim)),
    ];

    /// <summary>Both sides at a third of what Breakwater does at most: its own latency, and not that of a queue.</summary>
    private Comparison Latency(string name, bool postgres) => new(
        name, new Side("breakwater", () => LatencyAsync(postgres)), new Side("limit", () => LimitLatencyAsync(postgres)), double.NaN)
    {
        Figure = run => run.P99,
    };

    private async Task<Measurement> LimitReceiveAsync(bool postgres)
    {
        await using var limit = await Contestant.LimitAsync(await LimitStoreAsync(postgres), sink: null);
        return Measurement.Receive(limit, options, firstId: 1);
    }

    private async Task<Measurement> LimitEndToEndAsync(bool postgres)
    {
        using var sink = new Sink();
        await using var limit = await Contestant.LimitAsync(await LimitStoreAsync(postgres), sink);
        return await Measurement.EndToEndAsync([limit], sink, options);
    }

    private async Task<Measurement> LimitLatencyAsync(bool postgres)
    {
        var rate = await ThirdAsync(postgres);
        using var sink = new Sink();
        await using var limit = await Contestant.LimitAsync(await LimitStoreAsync(postgres), sink);
        return await Measurement.LatencyAsync(limit, sink, options, rate);
    }

    private async Task<Measurement> LatencyAsync(bool postgres)
    {
        var rate = await ThirdAsync(postgres);
        using var sink = new Sink();
        await using var breakwater = await Contestant.BreakwaterAsync(places.Folder(), "plain", sink, postgres ? await places.DatabaseAsync() : null);
        return await Measurement.LatencyAsync(breakwater, sink, options, rate);
    }

    /// <summary>A third of what is received, delivered and settled at most; measured once.</summary>
    private async Task<double> ThirdAsync(bool postgres)
    {
        if (!third.TryGetValue(postgres, out var rate))
        {
            third[postgres] = rate = (await EndToEndAsync(postgres)).PerSecond / 3;
            Console.WriteLine($"  a third of the most: {rate:N0}/s");
        }

        return rate;
    }

    private async Task<string> LimitStoreAsync(bool postgres) =>
        postgres ? await places.DatabaseAsync() : Path.Combine(places.Folder(), "limit.db");

    private async Task<Measurement> ReceiveAsync(string source, bool postgres = false)
    {
        await using var breakwater = await Contestant.BreakwaterAsync(places.Folder(), source, sink: null, postgres ? await places.DatabaseAsync() : null);
        return Measurement.Receive(breakwater, options, firstId: 1);
    }

    private async Task<Measurement> EndToEndAsync(bool postgres, int nodes = 1)
    {
        using var sink = new Sink();
        var database = postgres ? await places.DatabaseAsync() : null;
        var all = new List<Contestant>();
        try
        {
            for (var node = 0; node < nodes; node++)
            {
                all.Add(await Contestant.BreakwaterAsync(places.Folder(), "plain", sink, database));
            }

            return await Measurement.EndToEndAsync(all, sink, options);
        }
        finally
        {
            foreach (var one in all)
            {
                await one.DisposeAsync();
            }
        }
    }

    private async Task<Measurement> PeerAsync(Func<Places, Sink, Task<Contestant>> start)
    {
        using var sink = new Sink();
        await using var peer = await start(places, sink);
        return await Measurement.EndToEndAsync([peer], sink, options);
    }

    /// <summary>The table is filled once and used by all rounds; each adds to it.</summary>
    private async Task<Measurement> ReceiveIntoLargeAsync()
    {
        if (large is null)
        {
            large = places.Folder();
            await Filling.RunAsync(large, options.Rows, options.RowBody ?? options.Body, destination: null);
        }

        await using var contestant = await Contestant.BreakwaterAsync(large, "plain", sink: null);
        return Measurement.Receive(contestant, options, firstId: 1_000_000_000L * ++runs);
    }
}
