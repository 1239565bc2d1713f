using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>One owner at a time: work changes hands only when a lease is over, and who lost it changes nothing any more.</summary>
public abstract class LeaseContract : StoreCase
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Another node of the same place.</summary>
    protected abstract Task<IStore> OtherAsync();

    [Fact]
    public async Task The_first_node_may_take_everything_and_the_second_nothing()
    {
        await using var other = await OtherAsync();
        await JoinAsync(Store, Long);
        await JoinAsync(other, Long);

        Assert.Equal(Limits.Shards, (await ClaimAsync(Store)).Epochs.Count);
        Assert.Empty((await ClaimAsync(other)).Epochs);
        var table = await other.Leases!.RenewAsync(Long, Cancellation);
        Assert.Equal(2, table.Nodes.Count);
        Assert.Equal(Limits.Shards, table.Shards.Count);
        Assert.All(table.Shards, shard => Assert.NotEqual(table.Me, shard.Owner));
        Assert.All(table.Nodes, node => Assert.InRange(node.Remaining, TimeSpan.FromMinutes(4), Long));
    }

    [Fact]
    public async Task What_is_released_is_free_at_once_and_has_another_epoch_afterwards()
    {
        await using var other = await OtherAsync();
        await JoinAsync(Store, Long);
        await JoinAsync(other, Long);
        var before = (await ClaimAsync(Store)).Epochs;
        await Store.Leases!.ReleaseAsync(ShardSet.Of([3, 7]), Cancellation);

        var after = (await ClaimAsync(other)).Epochs;
        Assert.Equal([3, 7], after.Keys.Order());
        Assert.All(after, shard => Assert.True(shard.Value > before[shard.Key]));
        await Store.Leases.ReleaseAsync(ShardSet.All, Cancellation);
        Assert.Equal(Limits.Shards - 2 + 2, (await ClaimAsync(other)).Epochs.Keys.Union(after.Keys).Count());
    }

    [Fact]
    public async Task Who_leaves_leaves_everything()
    {
        await using var other = await OtherAsync();
        await JoinAsync(Store, Long);
        await ClaimAsync(Store);
        await Store.Leases!.LeaveAsync(Cancellation);
        await JoinAsync(other, Long);

        Assert.Single((await other.Leases!.RenewAsync(Long, Cancellation)).Nodes);
        Assert.Equal(Limits.Shards, (await ClaimAsync(other)).Epochs.Count);
    }

    [Fact]
    public async Task A_lease_that_is_over_is_renewed_as_long_as_nobody_took_from_it()
    {
        await JoinAsync(Store, Short);
        var epochs = (await ClaimAsync(Store)).Epochs;
        await using var other = await OtherAsync();
        await JoinAsync(other, Long);
        await UntilAsync(async () => (await other.Leases!.RenewAsync(Long, Cancellation)).Nodes.Count == 1, "the lease is over");

        var table = await Store.Leases!.RenewAsync(Long, Cancellation);
        Assert.All(epochs, shard => Assert.Equal(new ShardHold(table.Me, shard.Value), table.Shards[shard.Key]));
        Assert.Empty((await ClaimAsync(other)).Epochs);
    }

    [Fact]
    public async Task Of_a_node_whose_lease_is_over_everything_is_taken_and_its_settlements_change_nothing()
    {
        await JoinAsync(Store, Short);
        var epoch = (await ClaimAsync(Store)).Epochs[5];
        var id = await RecordAsync(shard: 5);
        await Store.Deliveries.SettleAsync([], [Start(id, epoch)], Cancellation);
        await using var other = await OtherAsync();
        await JoinAsync(other, Long);
        ClaimResult? taken = null;
        await UntilAsync(async () => (taken = await ClaimAsync(other)).Epochs.Count > 0, "the lease is over");

        Assert.Equal((Limits.Shards, 1), (taken!.Epochs.Count, taken.Interrupted));
        var settlement = Samples.Settlement(id, 2, DeliveryState.Delivered) with { Epoch = epoch };
        Assert.Equal([id], (await Store.Deliveries.SettleAsync([settlement], [], Cancellation)).Refused);
        Assert.Empty((await Store.Deliveries.SettleAsync([], [Start(id, epoch) with { Number = 2 }], Cancellation)).Refused);
        var detail = (await other.Search.DeliveryAsync(id, Cancellation))!;
        Assert.Equal((DeliveryState.Waiting, 1), (detail.Summary.Delivery.State, detail.Summary.Delivery.Attempts));
        Assert.StartsWith("interrupted", Assert.Single(detail.Attempts).Error, StringComparison.Ordinal);
        Assert.Equal(0, await other.Deliveries.RecoverAsync(Samples.Now, Cancellation));

        Assert.Empty((await other.Deliveries.SettleAsync([settlement with { Epoch = taken.Epochs[5] }], [], Cancellation)).Refused);
        Assert.Equal(DeliveryState.Delivered, (await Store.Search.DeliveryAsync(id, Cancellation))!.Summary.Delivery.State);
    }

    [Fact]
    public async Task A_settlement_of_an_earlier_epoch_of_the_same_node_is_refused()
    {
        await JoinAsync(Store, Long);
        var epoch = (await ClaimAsync(Store)).Epochs[0];
        var ids = new[] { await RecordAsync(shard: 0), await RecordAsync(shard: 1) };
        await Store.Leases!.ReleaseAsync(ShardSet.Of([0]), Cancellation);
        await ClaimAsync(Store);

        var refused = (await Store.Deliveries.SettleAsync(
            [.. ids.Select(id => Samples.Settlement(id, 1, DeliveryState.Delivered) with { Epoch = epoch })], [], Cancellation)).Refused;
        Assert.Contains(ids[0], refused);
        Assert.Equal(DeliveryState.Waiting, (await Store.Search.DeliveryAsync(ids[0], Cancellation))!.Summary.Delivery.State);
        Assert.Empty((await Store.Search.DeliveryAsync(ids[0], Cancellation))!.Attempts);
    }

    [Fact]
    public async Task What_is_due_is_asked_for_by_shard()
    {
        var ids = new[] { await RecordAsync(shard: 1), await RecordAsync(shard: 63), await RecordAsync(shard: 2) };
        var request = new DueRequest
        {
            Destination = "crm",
            Now = Samples.Now,
            Limit = 10,
            LimitBytes = long.MaxValue,
            Held = new HashSet<DeliveryId>(),
            Shards = ShardSet.Of([1, 63]),
        };
        var batch = Assert.Single(await Store.Deliveries.FetchDueAsync([request], Cancellation));

        Assert.Equal(ids[..2], batch.Items.Select(item => item.Delivery.Id));
        Assert.Equal([1, 63], batch.Items.Select(item => item.Delivery.Shard));
        Assert.Null(batch.NextAt);
        Assert.Empty(await Store.Deliveries.BacklogsAsync(ShardSet.Of([0, 3]), Cancellation));
        Assert.Single(await Store.Deliveries.BacklogsAsync(ShardSet.Of([2]), Cancellation));
    }

    [Fact]
    public async Task Nodes_are_shown_with_what_is_theirs_and_how_far_it_is_behind()
    {
        await using var other = await OtherAsync();
        await Store.Leases!.JoinAsync("harbour-1", Long, Cancellation);
        await Store.Leases.ClaimAsync(ShardSet.Of(Enumerable.Range(0, 40)), Samples.Now, Cancellation);
        await other.Leases!.JoinAsync("harbour-2", Long, Cancellation);
        await ClaimAsync(other);
        await RecordAsync(shard: 50);

        var nodes = await other.Leases.NodesAsync(Samples.Now.AddMinutes(3), Cancellation);
        Assert.Equal([("harbour-1", 40, false), ("harbour-2", 24, true)], nodes.Select(node => (node.Name, node.Shards, node.IsSelf)));
        Assert.Equal(TimeSpan.Zero, nodes[0].Lag);
        Assert.InRange(nodes[1].Lag, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(3.1));
    }

    [Fact]
    public async Task A_bulk_replay_is_carried_on_by_the_owner_of_its_shard_only()
    {
        await using var other = await OtherAsync();
        await JoinAsync(Store, Long);
        await JoinAsync(other, Long);
        await ClaimAsync(Store);
        var evt = Samples.Event("a");
        await Store.Events.RecordAsync([new Storage.Recording(evt, [])], Cancellation);
        var replay = Samples.Replay(new EventFilter());
        await other.Replays.CreateAsync(replay, Cancellation);
        var step = replay with { Cursor = evt.Id, Done = 1 };

        Assert.False(await other.Replays.AdvanceAsync(step, [Samples.Delivery(evt)], Cancellation));
        Assert.Null((await other.Replays.FindAsync(replay.Id, Cancellation))!.Cursor);
        Assert.True(await Store.Replays.AdvanceAsync(step, [Samples.Delivery(evt)], Cancellation));
    }

    [Fact]
    public async Task What_a_node_does_is_heard_by_the_others()
    {
        await using var other = await OtherAsync();
        await JoinAsync(Store, Long);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var heard = new TaskCompletionSource<LeaseSignal>(TaskCreationOptions.RunContinuationsAsynchronously);
        var listening = other.Leases!.ListenAsync(signal => heard.TrySetResult(signal), over.Token);
        var signal = new LeaseSignal(LeaseSignalKind.Cancelled, "crm", new DeliveryId(Samples.NextId()));

        // What is said before the other listens is lost: a hint is not more than that.
        await UntilAsync(
            async () =>
            {
                await Store.Leases!.TellAsync(signal, Cancellation);
                return heard.Task.IsCompleted;
            },
            "the other node hears it");
        Assert.Equal(signal, await heard.Task);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    private Task<ClaimResult> ClaimAsync(IStore store) => store.Leases!.ClaimAsync(ShardSet.All, Samples.Now, Cancellation);

    private static Task JoinAsync(IStore store, TimeSpan lease) => store.Leases!.JoinAsync("node", lease, Cancellation);

    private AttemptStart Start(DeliveryId id, long epoch) => new(id, 1, Samples.Now) { Node = "node", Epoch = epoch };

    private async Task<DeliveryId> RecordAsync(int shard)
    {
        var evt = Samples.Event($"in {shard}");
        var delivery = Samples.Delivery(evt) with { Shard = shard };
        await Store.Events.RecordAsync([new Storage.Recording(evt, [delivery])], Cancellation);
        return delivery.Id;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, $"waited in vain: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }
}
