namespace Breakwater.Bench;

/// <summary>What is compared: the receiving door, the whole way, a table that has grown, both stores, and other tools.</summary>
internal sealed class Comparisons(Options options, Places places)
{
    private int runs;
    private long filled;
    private string? large;

    public IReadOnlyList<Comparison> All() =>
    [
        new("receive", new Side("breakwater", () => ReceiveAsync("plain")), new Side("limit", () => LimitReceiveAsync(postgres: false)), 0.7),
        new("receive, hmac and pointers", new Side("breakwater", () => ReceiveAsync("signed")), new Side("limit", () => LimitReceiveAsync(postgres: false)), 0.7),
        new("end to end", new Side("breakwater", () => EndToEndAsync(postgres: false)), new Side("limit", () => LimitEndToEndAsync(postgres: false)), 0.6),
        new("receive into a large table", new Side($"{options.Table:N0} events", ReceiveIntoLargeAsync), new Side("empty", () => ReceiveAsync("plain")), 0.9),
        new("receive, postgresql", new Side("breakwater", () => ReceiveAsync("plain", postgres: true)), new Side("limit", () => LimitReceiveAsync(postgres: true)), 0.8),
        new("end to end, postgresql", new Side("breakwater", () => EndToEndAsync(postgres: true)), new Side("limit", () => LimitEndToEndAsync(postgres: true)), 0.7),
        .. Peers.All.Select(peer => new Comparison(
            $"end to end, {peer.Name}", new Side("breakwater", () => EndToEndAsync(postgres: false)), new Side(peer.Name, () => PeerAsync(peer.Start)), peer.Aim)),
    ];

    private async Task<Measurement> LimitReceiveAsync(bool postgres)
    {
        await using var limit = await Contestant.LimitAsync(await LimitStoreAsync(postgres), sink: null);
        return Measurement.Receive(limit, options, firstId: 1);
    }

    private async Task<Measurement> LimitEndToEndAsync(bool postgres)
    {
        using var sink = new Sink();
        await using var limit = await Contestant.LimitAsync(await LimitStoreAsync(postgres), sink);
        return await Measurement.EndToEndAsync(limit, sink, options);
    }

    private async Task<string> LimitStoreAsync(bool postgres) =>
        postgres ? await places.DatabaseAsync() : Path.Combine(places.Folder(), "limit.db");

    private async Task<Measurement> ReceiveAsync(string source, bool postgres = false)
    {
        await using var breakwater = await Contestant.BreakwaterAsync(places.Folder(), source, sink: null, postgres ? await places.DatabaseAsync() : null);
        return Measurement.Receive(breakwater, options, firstId: 1);
    }

    private async Task<Measurement> EndToEndAsync(bool postgres)
    {
        using var sink = new Sink();
        await using var breakwater = await Contestant.BreakwaterAsync(places.Folder(), "plain", sink, postgres ? await places.DatabaseAsync() : null);
        return await Measurement.EndToEndAsync(breakwater, sink, options);
    }

    private async Task<Measurement> PeerAsync(Func<Places, Sink, Task<Contestant>> start)
    {
        using var sink = new Sink();
        await using var peer = await start(places, sink);
        return await Measurement.EndToEndAsync(peer, sink, options);
    }

    /// <summary>The table is filled once, through the door, and used by all rounds; each adds to it.</summary>
    private async Task<Measurement> ReceiveIntoLargeAsync()
    {
        large ??= places.Folder();
        if (filled == 0)
        {
            await using var filler = await Contestant.BreakwaterAsync(large, "plain", sink: null);
            using var load = new Load(filler.Target, options.Connections, options.Body, firstId: 1);
            while (filled < options.Table)
            {
                filled += load.Run(TimeSpan.FromSeconds(5)).Accepted;
                Console.WriteLine($"  filling the table: {filled:N0} events");
            }
        }

        await using var contestant = await Contestant.BreakwaterAsync(large, "plain", sink: null);
        return Measurement.Receive(contestant, options, firstId: filled + (100_000_000L * ++runs));
    }
}
