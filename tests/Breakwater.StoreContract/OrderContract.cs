using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>Order where asked: of a key at a destination one at a time, in order, and old news never wins.</summary>
public abstract class OrderContract : StoreCase
{
    private int events;

    [Fact]
    public async Task Of_a_key_one_is_due_at_a_time_and_the_next_follows_it()
    {
        var (first, second, other) = (await AddAsync("k"), await AddAsync("k"), await AddAsync("other"));
        Assert.Equal([first.Id, other.Id], await DueAsync());
        Assert.Equal(first.Id, (await FindAsync(second)).HeldBy!.Id);
        Assert.Null((await FindAsync(second)).NextAttemptAt);

        var passed = Assert.Single((await SettleAsync(first, 1, DeliveryState.Delivered)).Passed);
        Assert.Equal(first.Id, passed.From);
        Assert.Equal(passed.Due, (await FindAsync(second)).NextAttemptAt);
        Assert.Equal([other.Id, second.Id], await DueAsync());
        Assert.Empty((await SettleAsync(second, 1, DeliveryState.Delivered)).Passed);
    }

    [Fact]
    public async Task A_lower_version_goes_first_among_those_that_wait()
    {
        var first = await AddAsync("k", "1");
        var (ten, nine, nine2) = (await AddAsync("k", "10"), await AddAsync("k", "9"), await AddAsync("k", "09.0"));
        foreach (var next in new[] { first, nine, nine2, ten })
        {
            Assert.Equal([next.Id], await DueAsync());
            await SettleAsync(next, 1, DeliveryState.Delivered);
        }
    }

    [Fact]
    public async Task What_has_no_version_comes_after_what_was_recorded_before_it()
    {
        var first = await AddAsync("k", "1");
        var (five, gone, six) = (await AddAsync("k", "5"), await AddAsync("k", "of no kind"), await AddAsync("k", "6"));
        foreach (var next in new[] { first, five, gone, six })
        {
            Assert.Equal([next.Id], await DueAsync());
            await SettleAsync(next, 1, DeliveryState.Delivered);
        }
    }

    [Fact]
    public async Task A_failing_event_gives_its_turn_to_an_earlier_one_and_gets_it_back_at_its_time()
    {
        var two = await AddAsync("k", "2");
        var one = await AddAsync("k", "1");
        Assert.Equal([two.Id], await DueAsync());
        var again = Samples.Now.AddSeconds(5);
        var passed = Assert.Single((await SettleAsync(two, 1, DeliveryState.Waiting, again)).Passed);
        Assert.Equal(two.Id, passed.From);
        Assert.Equal([one.Id], await DueAsync());

        Samples.Now = again.AddSeconds(-1);
        await SettleAsync(one, 1, DeliveryState.Delivered);
        Assert.Equal(again, (await FindAsync(two)).NextAttemptAt);
    }

    [Fact]
    public async Task An_earlier_event_goes_at_once_where_the_later_one_waits_long_for_its_next_attempt()
    {
        var two = await AddAsync("k", "2");
        await SettleAsync(two, 1, DeliveryState.Waiting, Samples.Now.AddHours(1));
        var one = await AddAsync("k", "1");
        Assert.Equal([one.Id], await DueAsync());
        Assert.Equal(one.Id, (await FindAsync(two)).HeldBy!.Id);
    }

    [Fact]
    public async Task A_dead_letter_holds_its_key_and_no_other_until_it_is_cancelled()
    {
        var (first, second) = (await AddAsync("k"), await AddAsync("k"));
        await SettleAsync(first, 1, DeliveryState.Dead);
        Assert.Empty(await DueAsync());
        Assert.Equal((first.Id, DeliveryState.Dead), ((await FindAsync(second)).HeldBy!.Id, (await FindAsync(second)).HeldBy!.State));
        var backlog = Assert.Single(await Store.Deliveries.BacklogsAsync(Cancellation));
        Assert.Equal((1, null), (backlog.Waiting, backlog.NextAt));
        var other = await AddAsync("other");
        Assert.Equal([other.Id], await DueAsync());

        await CrashAsync();
        await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation);
        Assert.Equal([other.Id], await DueAsync());
        await Store.Deliveries.CancelAsync(first.Id, Samples.Now, Cancellation);
        Assert.Equal([other.Id, second.Id], await DueAsync());
    }

    [Fact]
    public async Task A_dead_letter_that_is_retried_has_the_turn_again()
    {
        var (first, second) = (await AddAsync("k"), await AddAsync("k"));
        await SettleAsync(first, 1, DeliveryState.Dead);
        Assert.Equal(DeliveryState.Waiting, (await Store.Deliveries.RetryAsync(first.Id, Samples.Now, Cancellation))!.State);
        Assert.Equal([first.Id], await DueAsync());
        await SettleAsync(first, 2, DeliveryState.Delivered);
        Assert.Equal([second.Id], await DueAsync());
    }

    [Fact]
    public async Task A_dead_letter_whose_event_is_replayed_holds_nothing_and_the_replay_goes_first()
    {
        var (first, second) = (await AddAsync("k", "1"), await AddAsync("k", "2"));
        await SettleAsync(first, 1, DeliveryState.Dead);
        var replay = Samples.Ordered((await Store.Search.EventAsync(first.EventId, Cancellation))!.Summary.Event);
        Assert.NotNull(Assert.Single(await Store.Deliveries.AddAsync([replay], Cancellation)).NextAttemptAt);
        Assert.Equal([replay.Id], await DueAsync());
        await SettleAsync(replay, 1, DeliveryState.Delivered);
        Assert.Equal([second.Id], await DueAsync());
    }

    [Fact]
    public async Task With_skip_a_dead_letter_lets_the_later_ones_go_on_and_its_retry_is_old_news()
    {
        var first = await AddAsync("k", "1", onDead: OnDead.Skip);
        var second = await AddAsync("k", "2", onDead: OnDead.Skip);
        await SettleAsync(first, 1, DeliveryState.Dead);
        Assert.Equal([second.Id], await DueAsync());
        await SettleAsync(second, 1, DeliveryState.Delivered);

        var retried = (await Store.Deliveries.RetryAsync(first.Id, Samples.Now, Cancellation))!;
        Assert.Equal((DeliveryState.Stale, second.EventId), (retried.State, retried.Rival));
        Assert.Empty(await DueAsync());
    }

    [Fact]
    public async Task A_retry_of_one_that_waits_for_another_does_not_send_it()
    {
        var (first, second) = (await AddAsync("k"), await AddAsync("k"));
        await Store.Deliveries.RetryAsync(second.Id, Samples.Now, Cancellation);
        Assert.Equal([first.Id], await DueAsync());
    }

    [Fact]
    public async Task What_is_older_than_the_destination_has_is_recorded_and_not_sent()
    {
        var five = await AddAsync("k", "5");
        await SettleAsync(five, 1, DeliveryState.Delivered);
        var four = await AddAsync("k", "4");
        Assert.Equal((DeliveryState.Stale, five.EventId), (four.State, four.Rival));
        Assert.NotNull(four.SettledAt);
        Assert.Equal(DeliveryState.Waiting, (await AddAsync("k", "2020-01-01")).State);
        var counts = (await Store.Search.CountsAsync(Cancellation)).Deliveries.ToDictionary(count => count.State, count => count.Count);
        Assert.Equal((1, 1, 1), (counts[DeliveryState.Delivered], counts[DeliveryState.Stale], counts[DeliveryState.Waiting]));
    }

    [Fact]
    public async Task An_older_event_that_waited_for_a_newer_one_under_way_is_stale_when_that_arrives()
    {
        var (five, four, six) = (await AddAsync("k", "5"), await AddAsync("k", "4"), await AddAsync("k", "6"));
        await SettleAsync(five, 1, DeliveryState.Delivered);
        Assert.Equal((DeliveryState.Stale, five.EventId), ((await FindAsync(four)).State, (await FindAsync(four)).Rival));
        Assert.Equal([six.Id], await DueAsync());
    }

    [Fact]
    public async Task Equal_versions_with_other_bodies_are_sent_and_shown_as_a_conflict()
    {
        var first = await AddAsync("k", "5");
        var (same, other) = (await AddAsync("k", "5.0", body: first.EventId), await AddAsync("k", "5"));
        await SettleAsync(first, 1, DeliveryState.Delivered);
        Assert.Null((await FindAsync(same)).Rival);
        await SettleAsync(same, 1, DeliveryState.Delivered);
        Assert.Equal((DeliveryState.Waiting, same.EventId), ((await FindAsync(other)).State, (await FindAsync(other)).Rival));
        Assert.Equal([other.Id], await DueAsync());
    }

    [Fact]
    public async Task A_replay_of_an_old_event_is_stale_unless_it_is_forced()
    {
        var old = await AddAsync("k", "4");
        await SettleAsync(old, 1, DeliveryState.Delivered);
        await SettleAsync(await AddAsync("k", "5"), 1, DeliveryState.Delivered);
        var evt = (await Store.Search.EventAsync(old.EventId, Cancellation))!.Summary.Event;
        Assert.Equal(DeliveryState.Stale, Assert.Single(await Store.Deliveries.AddAsync([Samples.Ordered(evt)], Cancellation)).State);

        var forced = Samples.Ordered(evt, forced: true);
        Assert.Equal(DeliveryState.Waiting, Assert.Single(await Store.Deliveries.AddAsync([forced], Cancellation)).State);
        await SettleAsync(forced, 1, DeliveryState.Delivered);
        Assert.Equal(DeliveryState.Stale, (await AddAsync("k", "4.5")).State);
    }

    [Fact]
    public async Task With_latest_only_the_newest_that_waits_is_sent()
    {
        var first = await AddAsync("k", order: DeliveryOrder.Latest);
        var second = await AddAsync("k", order: DeliveryOrder.Latest);
        var third = await AddAsync("k", order: DeliveryOrder.Latest);
        Assert.Equal([first.Id], await DueAsync());
        Assert.Equal((DeliveryState.Stale, third.EventId), ((await FindAsync(second)).State, (await FindAsync(second)).Rival));

        await SettleAsync(first, 1, DeliveryState.Waiting, Samples.Now.AddSeconds(1));
        Assert.Equal(DeliveryState.Stale, (await FindAsync(first)).State);
        Assert.Equal([third.Id], await DueAsync());
    }

    [Fact]
    public async Task With_latest_a_newer_one_that_is_known_makes_an_older_arrival_stale()
    {
        var first = await AddAsync("k", "1", DeliveryOrder.Latest);
        var three = await AddAsync("k", "3", DeliveryOrder.Latest);
        var two = await AddAsync("k", "2", DeliveryOrder.Latest);
        Assert.Equal((DeliveryState.Stale, three.EventId), (two.State, two.Rival));
        await SettleAsync(first, 1, DeliveryState.Delivered);
        Assert.Equal([three.Id], await DueAsync());
    }

    [Fact]
    public async Task A_group_with_many_events_of_one_key_gives_one_the_turn()
    {
        var group = Enumerable.Range(0, 40).Select(n => Samples.Event($"g{n}", key: "k") with { Version = $"{40 - n}" })
            .Select(evt => new Storage.Recording(evt, [Samples.Ordered(evt), Samples.Delivery(evt, "mail")])).ToList();
        var receipts = await Store.Events.RecordAsync(group, Cancellation);
        Assert.All(receipts, receipt => Assert.Single(receipt.Ordered!));
        Assert.Single(await DueAsync());
        Assert.Equal(40, (await DueAsync("mail")).Count);

        // The first had the turn before the others came, so that all the others are older than what the destination has then.
        await SettleAsync(group[0].Deliveries[0], 1, DeliveryState.Delivered);
        Assert.Empty(await DueAsync());
        Assert.Equal(39, (await Store.Search.CountsAsync(Cancellation)).Deliveries.Single(count => count.State == DeliveryState.Stale).Count);
    }

    [Fact]
    public async Task An_event_that_comes_again_joins_no_line()
    {
        var evt = Samples.Event("once", key: "k");
        await Store.Events.RecordAsync([new Storage.Recording(evt, [Samples.Ordered(evt)])], Cancellation);
        var again = Samples.Event("once", key: "k");
        var receipt = Assert.Single(await Store.Events.RecordAsync([new Storage.Recording(again, [Samples.Ordered(again)])], Cancellation));
        Assert.True(receipt.Duplicate);
        Assert.Null(receipt.Ordered);
        Assert.Single(await DueAsync());
    }

    [Fact]
    public async Task Retention_keeps_a_dead_letter_that_others_wait_for()
    {
        var first = await AddAsync("k");
        await SettleAsync(first, 1, DeliveryState.Dead);
        var second = await AddAsync("k");
        Assert.Equal(0, await Store.Events.PruneAsync(Samples.Now.AddDays(1), 10, Cancellation));
        await Store.Deliveries.CancelAsync(second.Id, Samples.Now, Cancellation);
        Assert.Equal(2, await Store.Events.PruneAsync(Samples.Now.AddDays(1), 10, Cancellation));
        Assert.Equal([(await AddAsync("k")).Id], await DueAsync());
    }

    [Fact]
    public async Task An_attempt_that_was_interrupted_keeps_its_turn()
    {
        var (first, second) = (await AddAsync("k"), await AddAsync("k"));
        await Store.Deliveries.SettleAsync([], [new AttemptStart(first.Id, 1, Samples.Now) { Node = "n" }], Cancellation);
        await CrashAsync();
        Assert.Equal(1, await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation));
        Assert.Equal([first.Id], await DueAsync());
        Assert.Equal(first.Id, (await FindAsync(second)).HeldBy!.Id);
    }

    /// <summary>Records an event of a key with one delivery in order, and reads it back.</summary>
    private protected async Task<Delivery> AddAsync(
        string key, string? version = null, DeliveryOrder order = DeliveryOrder.Key, OnDead onDead = OnDead.Hold, EventId? body = null)
    {
        var evt = Samples.Event($"e{events++}", key: key) with { Version = version };
        if (body is { } like)
        {
            evt = evt with { Body = (await Store.Search.EventAsync(like, Cancellation))!.Summary.Event.Body };
        }

        var receipt = Assert.Single(await Store.Events.RecordAsync([new Storage.Recording(evt, [Samples.Ordered(evt, "crm", order, onDead)])], Cancellation));
        var stands = Assert.Single(receipt.Ordered!);
        Assert.Equal(Described.Text(stands), Described.Text(await FindAsync(stands)));
        return stands;
    }

    private protected async Task<Delivery> FindAsync(Delivery delivery) =>
        (await Store.Search.DeliveryAsync(delivery.Id, Cancellation))!.Summary.Delivery;

    private protected Task<SettleReceipt> SettleAsync(Delivery delivery, int number, DeliveryState state, DateTimeOffset? next = null) =>
        Store.Deliveries.SettleAsync([Samples.Settlement(delivery.Id, number, state, next) with { Ordered = true }], [], Cancellation);

    private async Task<List<DeliveryId>> DueAsync(string destination = "crm")
    {
        var batch = Assert.Single(await Store.Deliveries.FetchDueAsync(
            [new DueRequest { Destination = destination, Now = Samples.Now.AddMinutes(1), Limit = 100, LimitBytes = long.MaxValue, Held = new HashSet<DeliveryId>() }],
            Cancellation));
        Assert.False(batch.More);
        return [.. batch.Items.Select(due => due.Delivery.Id)];
    }
}
