using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.PostgresServer;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Npgsql;
using Xunit;

namespace Breakwater.PostgreSql.Tests;

/// <summary>What moves into a database goes on in it, beside nodes that are at work, and what moves out is one moment.</summary>
public sealed class MovingTests : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private readonly PostgresPlace place = new();
    private readonly Samples samples = new(seed: 31);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [Fact]
    public async Task A_portion_whose_commit_was_not_answered_is_there_once_and_told_as_added()
    {
        var server = await PostgresPlace.ServerAsync();
        await using var strait = new Strait(server.Port);
        var database = new NpgsqlConnectionStringBuilder(await place.ConnectionAsync()).Database!;
        var through = server.ConnectionTo(database).Replace($"Port={server.Port}", $"Port={strait.Port}", StringComparison.Ordinal);
        await using var store = await place.OpenPostgresAsync(options => options with { Connection = new Secret(through) });
        var events = Enumerable.Range(0, 5).Select(n => Owed($"e{n}", begun: false)).ToList();
        var replay = samples.Replay(new EventFilter());

        // With its end: BEGIN names a level that is called READ COMMITTED.
        strait.SwallowNextAnswerTo("COMMIT\0");
        var receipt = await store.Transfer.WriteAsync(events, [replay], Cancellation);

        Assert.Equal(1, strait.Swallowed);
        Assert.Equal((5, 0, 0, 1), (receipt.Added, receipt.Known, receipt.KnownElsewhere.Count, receipt.ReplaysAdded));
        Assert.Equal(5, await store.Transfer.CountEventsAsync(Cancellation));
        Assert.Equal([new DeliveryCount("crm", DeliveryState.Waiting, 5)], (await store.Search.CountsAsync(Cancellation)).Deliveries);
    }

    [Fact]
    public async Task What_had_begun_is_ended_at_once_where_a_node_is_at_work_and_waits_for_an_owner_elsewhere()
    {
        await using var store = await place.OpenPostgresAsync();
        var owned = Owed("owned", begun: true);
        var free = Owed("free", begun: true);
        await store.Leases.JoinAsync("busy", Lease, Cancellation);
        await store.Leases.ClaimAsync(ShardSet.All, samples.Now, Cancellation);
        await store.Transfer.WriteAsync([owned], [], Cancellation);
        await store.Leases.ReleaseAsync(ShardSet.All, Cancellation);
        await store.Transfer.WriteAsync([free], [], Cancellation);

        var ended = (await store.Search.DeliveryAsync(owned.Deliveries[0].Delivery.Id, Cancellation))!;
        Assert.Equal((1, DeliveryState.Waiting), (ended.Summary.Delivery.Attempts, ended.Summary.Delivery.State));
        var attempt = Assert.Single(ended.Attempts);
        Assert.Equal(("old-node", Outcome.Ambiguous, 1), (attempt.Node, attempt.Outcome, attempt.Number));
        Assert.StartsWith("interrupted", ended.Summary.Delivery.LastError, StringComparison.Ordinal);
        Assert.Empty((await store.Search.DeliveryAsync(free.Deliveries[0].Delivery.Id, Cancellation))!.Attempts);
        Assert.Equal(1, (await store.Leases.ClaimAsync(ShardSet.All, samples.Now, Cancellation)).Interrupted);
        Assert.Single((await store.Search.DeliveryAsync(free.Deliveries[0].Delivery.Id, Cancellation))!.Attempts);
    }

    [Fact]
    public async Task Deliveries_of_a_key_share_a_shard_and_the_others_are_spread()
    {
        await using var store = await place.OpenPostgresAsync();
        await store.Transfer.WriteAsync(
            [.. Enumerable.Range(0, 400).Select(n => Owed($"e{n}", begun: false, key: n < 200 ? null : "order-7"))], [], Cancellation);

        var whole = await store.Transfer.ReadEventsAsync(null, 400, long.MaxValue, Cancellation);
        var shards = whole.ToLookup(one => one.Event.Key, one => one.Deliveries[0].Delivery.Shard);
        Assert.Equal([Shards.Of("crm", "order-7")], shards["order-7"].Distinct());
        Assert.InRange(shards[null].Distinct().Count(), Limits.Shards * 3 / 4, Limits.Shards);
    }

    [Fact]
    public async Task An_arrival_at_the_same_moment_is_recorded_once_whoever_is_first()
    {
        await using var store = await place.OpenPostgresAsync();
        await using var other = await place.OpenPostgresAsync();
        for (var round = 0; round < 20; round++)
        {
            var events = Enumerable.Range(0, 50).Select(n => Owed($"{round}-{n}", begun: false)).ToList();
            var arrivals = Enumerable.Range(0, 50).Reverse().Select(n => samples.Recording($"{round}-{n}", "crm")).ToList();
            var moving = store.Transfer.WriteAsync(events, [], Cancellation);
            var receipts = await other.Events.RecordAsync(arrivals, Cancellation);
            var moved = await moving;

            Assert.Equal(50, moved.Added + receipts.Count(receipt => !receipt.Duplicate));
            Assert.Equal(50 - moved.Added, moved.KnownElsewhere.Count);
        }

        Assert.Equal(1_000, await store.Search.CountEventsAsync(new EventFilter { Source = "shop" }, Cancellation));
        Assert.Equal([new DeliveryCount("crm", DeliveryState.Waiting, 1_000)], (await store.Search.CountsAsync(Cancellation)).Deliveries);
    }

    [Fact]
    public async Task A_snapshot_is_one_moment_and_names_who_works_meanwhile()
    {
        await using var store = await place.OpenPostgresAsync();
        await using (var idle = await SnapshotAsync())
        {
            Assert.Null(idle.Holder);
        }

        await store.Events.RecordAsync([samples.Recording("before", "crm")], Cancellation);
        await store.Leases.JoinAsync("node-a", Lease, Cancellation);
        await using var moment = await SnapshotAsync();
        await store.Events.RecordAsync([samples.Recording("after", "crm")], Cancellation);
        await store.Replays.CreateAsync(samples.Replay(new EventFilter()), Cancellation);

        Assert.Equal("node-a", moment.Holder);
        Assert.Equal("before", Assert.Single(await moment.ReadEventsAsync(null, 10, long.MaxValue, Cancellation)).Event.IdempotencyId);
        Assert.Empty(await moment.ReadReplaysAsync(null, 10, Cancellation));
        Assert.Equal(1, await moment.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task A_database_without_tables_is_refused_and_stays_empty()
    {
        await place.ConnectionAsync();
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(SnapshotAsync);
        Assert.Contains("has no tables of Breakwater", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await PostgresInspection.LookAsync(await OptionsAsync(), Cancellation)).SchemaVersion);
    }

    [Fact]
    public async Task A_snapshot_whose_server_goes_away_says_so()
    {
        await using var store = await place.OpenPostgresAsync();
        await using var moment = await SnapshotAsync();
        await place.DisconnectAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => moment.ReadEventsAsync(null, 10, long.MaxValue, Cancellation));
    }

    private async Task<PostgresOptions> OptionsAsync() => new() { Connection = new Secret(await place.ConnectionAsync()) };

    private async Task<PostgresSnapshot> SnapshotAsync() => await PostgresSnapshot.OpenAsync(await OptionsAsync(), Cancellation);

    private WholeEvent Owed(string id, bool begun, string? key = null)
    {
        var evt = samples.Event(id, key: key);
        var delivery = samples.Delivery(evt);
        return new WholeEvent
        {
            Event = evt,
            Deliveries = [new WholeDelivery { Delivery = delivery, Started = begun ? new AttemptStart(delivery.Id, 1, samples.Now) { Node = "old-node" } : null }],
        };
    }
}
