using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.Simulation.InMemory;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>Everything moves between stores, whole, once, however often it is begun.</summary>
public abstract class TransferContract : StoreCase
{
    private const int SmallBatch = 3;

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task What_a_random_history_left_is_the_same_in_another_store_and_comes_back_the_same(int seed)
    {
        await using var model = new InMemoryStore();
        var steps = new RandomSteps(seed);
        for (var step = 0; step < 150; step++)
        {
            await steps.Next().Run(model, Cancellation);
        }

        var replay = Samples.Replay(new EventFilter { Source = "shop", From = Samples.Now });
        await model.Replays.CreateAsync(replay, Cancellation);

        await MoveAsync(model.Transfer!, Store.Transfer!);
        await CrashAsync();
        Assert.Equal(await KeptAsync(model), await KeptAsync(Store));

        await using var back = new InMemoryStore();
        await MoveAsync(Store.Transfer!, back.Transfer!);
        Assert.Equal(await KeptAsync(model), await KeptAsync(back));
        Assert.Equal(model.LastId, back.LastId);
    }

    [Fact]
    public async Task Moving_again_changes_nothing_and_says_that_all_was_known()
    {
        await using var model = new InMemoryStore();
        await FillAsync(model, 10);
        await model.Replays.CreateAsync(Samples.Replay(new EventFilter()), Cancellation);
        await MoveAsync(model.Transfer!, Store.Transfer!);
        var before = await KeptAsync(Store);

        var again = await MoveAsync(model.Transfer!, Store.Transfer!);

        Assert.Equal((0, 10, 0, 1), (again.Sum(r => r.Added), again.Sum(r => r.Known), again.Sum(r => r.ReplaysAdded), again.Sum(r => r.ReplaysKnown)));
        Assert.Equal(before, await KeptAsync(Store));
    }

    [Fact]
    public async Task What_went_on_here_is_not_turned_back()
    {
        await using var model = new InMemoryStore();
        var recording = (await FillAsync(model, 1))[0];
        await MoveAsync(model.Transfer!, Store.Transfer!);
        await Store.Deliveries.SettleAsync([Samples.Settlement(recording.Deliveries[0].Id, 1, DeliveryState.Delivered)], [], Cancellation);

        await MoveAsync(model.Transfer!, Store.Transfer!);

        var delivery = (await Store.Search.DeliveryAsync(recording.Deliveries[0].Id, Cancellation))!;
        Assert.Equal(DeliveryState.Delivered, delivery.Summary.Delivery.State);
        Assert.Single(delivery.Attempts);
    }

    [Fact]
    public async Task Events_come_in_the_order_of_their_ids_and_a_walk_goes_on_behind_any_of_them()
    {
        var recordings = await FillAsync(Store, 7);
        var all = await Store.Transfer!.ReadEventsAsync(null, 100, long.MaxValue, Cancellation);
        Assert.Equal(recordings.Select(r => r.Event.Id), all.Select(whole => whole.Event.Id));

        var rest = await Store.Transfer!.ReadEventsAsync(recordings[4].Event.Id, 100, long.MaxValue, Cancellation);
        Assert.Equal(recordings.Skip(5).Select(r => r.Event.Id), rest.Select(whole => whole.Event.Id));
        Assert.Empty(await Store.Transfer!.ReadEventsAsync(recordings[6].Event.Id, 100, long.MaxValue, Cancellation));
        Assert.Equal(7, await Store.Transfer!.CountEventsAsync(Cancellation));
    }

    [Fact]
    public async Task Bytes_of_a_batch_are_bounded_and_the_first_is_given_however_large()
    {
        await FillAsync(Store, 4, bodyLength: 1_000);

        Assert.Single(await Store.Transfer!.ReadEventsAsync(null, 100, 1, Cancellation));
        Assert.Equal(2, (await Store.Transfer!.ReadEventsAsync(null, 100, 2_500, Cancellation)).Count);
    }

    [Fact]
    public async Task What_waits_is_due_at_its_time_and_what_had_begun_is_interrupted_at_the_next_start()
    {
        await using var model = new InMemoryStore();
        var recordings = await FillAsync(model, 2);
        var next = Samples.Now.AddHours(1);
        await model.Deliveries.SettleAsync(
            [Samples.Settlement(recordings[0].Deliveries[0].Id, 1, DeliveryState.Waiting, next)],
            [new AttemptStart(recordings[1].Deliveries[0].Id, 1, Samples.Now) { Node = "old-node" }],
            Cancellation);
        await MoveAsync(model.Transfer!, Store.Transfer!);

        var backlog = Assert.Single(await Store.Deliveries.BacklogsAsync(Cancellation));
        Assert.Equal(2, backlog.Waiting);
        Assert.Equal(1, await Store.Deliveries.RecoverAsync(Samples.Now.AddHours(2), Cancellation));
        var interrupted = (await Store.Search.DeliveryAsync(recordings[1].Deliveries[0].Id, Cancellation))!;
        Assert.Equal(("old-node", Outcome.Ambiguous), (interrupted.Attempts[0].Node, interrupted.Attempts[0].Outcome));
        var waiting = (await Store.Search.DeliveryAsync(recordings[0].Deliveries[0].Id, Cancellation))!;
        Assert.Equal((next, 1), (waiting.Summary.Delivery.NextAttemptAt, waiting.Summary.Delivery.Attempts));
    }

    [Fact]
    public async Task An_event_that_came_again_after_the_move_is_a_duplicate()
    {
        await using var model = new InMemoryStore();
        var first = (await FillAsync(model, 1))[0].Event;
        await MoveAsync(model.Transfer!, Store.Transfer!);
        await CrashAsync();

        var receipt = Assert.Single(await Store.Events.RecordAsync([Samples.Recording(first.IdempotencyId, "crm")], Cancellation));
        Assert.Equal(new Receipt(first.Id, Duplicate: true), receipt);
    }

    [Fact]
    public async Task An_event_that_is_known_under_another_id_is_left_out_and_told()
    {
        await using var model = new InMemoryStore();
        await FillAsync(model, 3);
        var own = Samples.Recording("id-1", "crm");
        await Store.Events.RecordAsync([own], Cancellation);

        var receipts = await MoveAsync(model.Transfer!, Store.Transfer!);

        Assert.Equal(2, receipts.Sum(receipt => receipt.Added));
        var left = Assert.Single(receipts.SelectMany(receipt => receipt.KnownElsewhere));
        Assert.Null(await Store.Search.EventAsync(left, Cancellation));
        var kept = (await Store.Search.EventAsync(own.Event.Id, Cancellation))!;
        Assert.Equal((0, 1), (kept.Summary.Duplicates, kept.Summary.Deliveries.Count));
    }

    [Fact]
    public async Task An_id_that_belongs_to_something_else_is_refused_and_nothing_of_the_batch_is_kept()
    {
        var there = (await FillAsync(Store, 1))[0];
        var before = await KeptAsync(Store);
        var fresh = new WholeEvent { Event = Samples.Event("fresh") };
        var other = new WholeEvent { Event = there.Event with { Body = new byte[] { 1, 2, 3 } } };
        var stolen = Samples.Event("stolen");
        var thief = new WholeEvent
        {
            Event = stolen,
            Deliveries = [new WholeDelivery { Delivery = Samples.Delivery(stolen) with { Id = there.Deliveries[0].Id } }],
        };

        foreach (var bad in new[] { other, thief })
        {
            var conflict = await Assert.ThrowsAsync<TransferConflictException>(() => Store.Transfer!.WriteAsync([fresh, bad], [], Cancellation));
            Assert.Equal(bad.Event.Id.ToString(), conflict.Id);
        }

        Assert.Equal(before, await KeptAsync(Store));
        Assert.Equal(1, (await Store.Transfer!.WriteAsync([fresh], [], Cancellation)).Added);
    }

    [Fact]
    public async Task A_running_replay_goes_on_behind_its_cursor()
    {
        await using var model = new InMemoryStore();
        var recordings = await FillAsync(model, 5);
        var replay = Samples.Replay(new EventFilter { Source = "shop" });
        await model.Replays.CreateAsync(replay, Cancellation);
        replay = replay with { Cursor = recordings[2].Event.Id, Done = 3, Deliveries = 3 };
        await model.Replays.AdvanceAsync(replay, [], Cancellation);
        await MoveAsync(model.Transfer!, Store.Transfer!);

        var moved = (await Store.Replays.FindAsync(replay.Id, Cancellation))!;
        Assert.Equal(Described.Text(replay), Described.Text(moved));
        Assert.Equal(recordings.Skip(3).Select(r => r.Event.Id), (await Store.Replays.NextAsync(moved, 10, Cancellation)).Select(e => e.Id));
        Assert.True(await Store.Replays.AdvanceAsync(moved with { Done = 4 }, [], Cancellation));
        var conflict = replay with { Filter = new EventFilter { Source = "bank" } };
        await Assert.ThrowsAsync<TransferConflictException>(() => Store.Transfer!.WriteAsync([], [conflict], Cancellation));
    }

    [Fact]
    public async Task New_ids_begin_behind_what_was_moved()
    {
        await using var model = new InMemoryStore();
        var last = (await FillAsync(model, 3))[^1].Deliveries[0].Id.Value.High;
        await MoveAsync(model.Transfer!, Store.Transfer!);

        Assert.Equal(last, Store.LastId);
        await CrashAsync();
        Assert.Equal(last, Store.LastId);
    }

    /// <summary>Moves everything in small batches.</summary>
    private static async Task<List<TransferReceipt>> MoveAsync(ITransferSource from, ITransfer to)
    {
        var receipts = new List<TransferReceipt>();
        EventId? after = null;
        while (await from.ReadEventsAsync(after, SmallBatch, long.MaxValue, Cancellation) is { Count: > 0 } events)
        {
            receipts.Add(await to.WriteAsync(events, [], Cancellation));
            after = events[^1].Event.Id;
        }

        ReplayId? behind = null;
        while (await from.ReadReplaysAsync(behind, SmallBatch, Cancellation) is { Count: > 0 } replays)
        {
            receipts.Add(await to.WriteAsync([], replays, Cancellation));
            behind = replays[^1].Id;
        }

        return receipts;
    }

    /// <summary>Everything, without when the last event of a source came: that outlives the event, and only a source's own store knows it.</summary>
    private static async Task<string> KeptAsync(IStore store)
    {
        var sources = (await store.Search.CountsAsync(Cancellation)).Sources;
        var whole = await Whole.OfAsync(store, Cancellation);
        return string.Join('\n', whole.Split('\n').Where(line => !sources.Any(source => line.StartsWith($"{source.Source} {source.Events} {source.Duplicates} ", StringComparison.Ordinal))));
    }

    private async Task<List<Storage.Recording>> FillAsync(IStore store, int count, int bodyLength = 20)
    {
        var recordings = Enumerable.Range(0, count)
            .Select(n => Samples.Recording(Samples.Event($"id-{n}", key: "k", bodyLength: bodyLength), "crm")).ToList();
        await store.Events.RecordAsync(recordings, Cancellation);
        return recordings;
    }
}
