using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>No limbo: what is owed is found when it is due, and every attempt leaves a trace.</summary>
public abstract class DeliveryContract : StoreCase
{
    [Fact]
    public async Task What_is_due_comes_with_its_event_the_longest_due_first()
    {
        var recordings = await RecordAsync(3);
        var batch = await DueAsync(limit: 2);

        Assert.Equal([recordings[0].Deliveries[0].Id, recordings[1].Deliveries[0].Id], batch.Items.Select(i => i.Delivery.Id));
        Assert.Equal(Described.Text(recordings[0].Event), Described.Text(batch.Items[0].Event));
        Assert.True(batch.More);
        Assert.Equal(recordings[2].Deliveries[0].NextAttemptAt, batch.NextAt);
    }

    [Fact]
    public async Task What_is_held_is_left_out()
    {
        var ids = (await RecordAsync(3)).Select(r => r.Deliveries[0].Id).ToList();
        var batch = await DueAsync(limit: 1, held: [ids[0], ids[2]]);

        Assert.Equal(ids[1], Assert.Single(batch.Items).Delivery.Id);
        Assert.False(batch.More);
        Assert.Null(batch.NextAt);
    }

    [Fact]
    public async Task What_is_not_due_is_only_announced()
    {
        var recordings = await RecordAsync(2);
        var batch = await DueAsync(limit: 10, now: recordings[0].Event.ReceivedAt);

        Assert.Single(batch.Items);
        Assert.False(batch.More);
        Assert.Equal(recordings[1].Deliveries[0].NextAttemptAt, batch.NextAt);
    }

    [Fact]
    public async Task Bytes_are_bounded_and_the_first_is_given_however_large()
    {
        await RecordAsync(3, bodyLength: 1000);

        Assert.Single((await DueAsync(limit: 10, bytes: 1)).Items);
        var two = await DueAsync(limit: 10, bytes: 2000);
        Assert.Equal(2, two.Items.Count);
        Assert.True(two.More);
    }

    [Fact]
    public async Task Many_destinations_are_answered_in_the_order_of_the_requests()
    {
        var evt = Samples.Recording("a", "crm", "mail");
        await Store.Events.RecordAsync([evt], Cancellation);
        var batches = await Store.Deliveries.FetchDueAsync([Request("mail"), Request("nowhere"), Request("crm")], Cancellation);

        Assert.Equal(["mail", "", "crm"], batches.Select(b => b.Items.Count == 0 ? "" : b.Items[0].Delivery.Destination));
    }

    [Fact]
    public async Task A_settlement_ends_a_delivery_and_keeps_the_attempt()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        var settlement = Samples.Settlement(id, 1, DeliveryState.Delivered);
        await SettleAsync(settlement);
        await CrashAsync();

        var detail = (await Store.Search.DeliveryAsync(id, Cancellation))!;
        Assert.Equal(DeliveryState.Delivered, detail.Summary.Delivery.State);
        Assert.Equal(settlement.At, detail.Summary.Delivery.SettledAt);
        Assert.Null(detail.Summary.Delivery.NextAttemptAt);
        Assert.Equal(204, detail.Summary.Delivery.LastStatus);
        Assert.Equal(Described.Text(settlement.Attempt), Described.Text(Assert.Single(detail.Attempts)));
        Assert.Empty((await DueAsync()).Items);
    }

    [Fact]
    public async Task A_failed_attempt_waits_for_its_time()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        var next = Samples.Now.AddMinutes(5);
        await SettleAsync(Samples.Settlement(id, 1, DeliveryState.Waiting, next));

        var batch = await DueAsync();
        Assert.Empty(batch.Items);
        Assert.Equal(next, batch.NextAt);
        var due = Assert.Single((await DueAsync(now: next)).Items).Delivery;
        Assert.Equal((1, "answered 500", 500), (due.Attempts, due.LastError, due.LastStatus));
    }

    [Fact]
    public async Task The_last_error_is_kept_short_and_the_attempt_has_it_whole()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        var settlement = Samples.Settlement(id, 1, DeliveryState.Dead);
        settlement = settlement with { Attempt = settlement.Attempt with { Error = new string('x', 5000) } };
        await SettleAsync(settlement);

        var detail = (await Store.Search.DeliveryAsync(id, Cancellation))!;
        Assert.Equal(Limits.LastErrorLength, detail.Summary.Delivery.LastError!.Length);
        Assert.Equal(5000, detail.Attempts[0].Error!.Length);
    }

    [Fact]
    public async Task A_settlement_of_a_cancelled_delivery_keeps_only_the_attempt()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        await Store.Deliveries.CancelAsync(id, Samples.Now, Cancellation);
        await SettleAsync(Samples.Settlement(id, 1, DeliveryState.Delivered));

        var detail = (await Store.Search.DeliveryAsync(id, Cancellation))!;
        Assert.Equal(DeliveryState.Cancelled, detail.Summary.Delivery.State);
        Assert.Equal(0, detail.Summary.Delivery.Attempts);
        Assert.Single(detail.Attempts);
    }

    [Fact]
    public async Task A_settlement_of_an_earlier_attempt_changes_nothing()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        await SettleAsync(Samples.Settlement(id, 2, DeliveryState.Waiting, Samples.Now));
        await SettleAsync(Samples.Settlement(id, 1, DeliveryState.Dead));

        var detail = (await Store.Search.DeliveryAsync(id, Cancellation))!;
        Assert.Equal((DeliveryState.Waiting, 2), (detail.Summary.Delivery.State, detail.Summary.Delivery.Attempts));
        Assert.Equal([1, 2], detail.Attempts.Select(a => a.Number));
    }

    [Fact]
    public async Task The_same_settlement_again_changes_nothing()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        var settlement = Samples.Settlement(id, 1, DeliveryState.Waiting, Samples.Now);
        await SettleAsync(settlement);
        var before = Described.Text(await Store.Search.DeliveryAsync(id, Cancellation));
        await SettleAsync(settlement);

        Assert.Equal(before, Described.Text(await Store.Search.DeliveryAsync(id, Cancellation)));
    }

    [Fact]
    public async Task A_settlement_of_what_was_pruned_is_no_trouble() =>
        await SettleAsync(Samples.Settlement(new DeliveryId(Samples.NextId()), 1, DeliveryState.Delivered));

    [Fact]
    public async Task An_interrupted_attempt_is_ambiguous_and_tried_again_at_once()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        await SettleAsync(Samples.Settlement(id, 1, DeliveryState.Waiting, Samples.Now.AddHours(1)));
        var started = Samples.Now.AddHours(1);
        var start = new AttemptStart(id, 2, started) { Node = "node-7" };
        await Store.Deliveries.SettleAsync([], [start], Cancellation);
        await CrashAsync();
        var restart = started.AddMinutes(1);

        Assert.Equal(1, await Store.Deliveries.RecoverAsync(restart, Cancellation));
        var detail = (await Store.Search.DeliveryAsync(id, Cancellation))!;
        Assert.Equal(Described.Text(Interruption.Of(start, waiting: true)), Described.Text(detail.Attempts[1]));
        Assert.Equal((2, restart), (detail.Summary.Delivery.Attempts, detail.Summary.Delivery.NextAttemptAt));
        Assert.StartsWith("interrupted", detail.Summary.Delivery.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovering_a_hundred_times_adds_no_attempt()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        await Store.Deliveries.SettleAsync([], [new AttemptStart(id, 1, Samples.Now)], Cancellation);
        await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation);
        for (var n = 0; n < 100; n++)
        {
            Assert.Equal(0, await Store.Deliveries.RecoverAsync(Samples.Now.AddSeconds(n), Cancellation));
        }

        Assert.Single((await Store.Search.DeliveryAsync(id, Cancellation))!.Attempts);
    }

    [Fact]
    public async Task What_ended_in_time_is_not_interrupted()
    {
        var ids = (await RecordAsync(2)).Select(r => r.Deliveries[0].Id).ToList();
        await Store.Deliveries.SettleAsync([], [.. ids.Select(id => new AttemptStart(id, 1, Samples.Now))], Cancellation);
        await SettleAsync(Samples.Settlement(ids[0], 1, DeliveryState.Delivered), Samples.Settlement(ids[1], 1, DeliveryState.Waiting, Samples.Now));

        Assert.Equal(0, await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation));
    }

    [Fact]
    public async Task An_interrupted_attempt_of_a_cancelled_delivery_is_kept_and_not_repeated()
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        await Store.Deliveries.SettleAsync([], [new AttemptStart(id, 1, Samples.Now)], Cancellation);
        await Store.Deliveries.CancelAsync(id, Samples.Now, Cancellation);

        Assert.Equal(1, await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation));
        Assert.Equal(0, await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation));
        var detail = (await Store.Search.DeliveryAsync(id, Cancellation))!;
        Assert.Equal(DeliveryState.Cancelled, detail.Summary.Delivery.State);
        Assert.Single(detail.Attempts);
    }

    [Theory]
    [InlineData(DeliveryState.Waiting, true)]
    [InlineData(DeliveryState.Dead, true)]
    [InlineData(DeliveryState.Delivered, false)]
    [InlineData(DeliveryState.Stale, false)]
    [InlineData(DeliveryState.Cancelled, false)]
    public async Task A_retry_brings_back_the_waiting_and_the_dead_only(DeliveryState state, bool comesBack)
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        await SettleAsync(Samples.Settlement(id, 1, state, state == DeliveryState.Waiting ? Samples.Now.AddDays(1) : null));
        var now = Samples.Now.AddHours(2);
        var after = (await Store.Deliveries.RetryAsync(id, now, Cancellation))!;

        Assert.Equal(comesBack ? DeliveryState.Waiting : state, after.State);
        Assert.Equal(comesBack ? now : null, after.NextAttemptAt);
        Assert.Equal(comesBack ? 1 : 0, after.AttemptsBefore);
        Assert.Equal(comesBack, after.Since == now);
        Assert.Equal(Described.Text(after), Described.Text((await Store.Search.DeliveryAsync(id, Cancellation))!.Summary.Delivery));
        Assert.Equal(comesBack ? 1 : 0, (await DueAsync(now: now)).Items.Count);
    }

    [Theory]
    [InlineData(DeliveryState.Waiting, true)]
    [InlineData(DeliveryState.Dead, true)]
    [InlineData(DeliveryState.Delivered, false)]
    public async Task A_cancel_ends_the_waiting_and_the_dead_only(DeliveryState state, bool ends)
    {
        var id = (await RecordAsync(1))[0].Deliveries[0].Id;
        await SettleAsync(Samples.Settlement(id, 1, state, state == DeliveryState.Waiting ? Samples.Now : null));
        var now = Samples.Now.AddHours(2);
        var after = (await Store.Deliveries.CancelAsync(id, now, Cancellation))!;

        Assert.Equal(ends ? DeliveryState.Cancelled : state, after.State);
        Assert.Equal(ends, after.SettledAt == now);
        Assert.Null(after.NextAttemptAt);
        Assert.Empty((await DueAsync(now: now)).Items);
    }

    [Fact]
    public async Task Nobody_retries_what_is_not_there() =>
        Assert.Null(await Store.Deliveries.RetryAsync(new DeliveryId(Samples.NextId()), Samples.Now, Cancellation));

    [Fact]
    public async Task Deliveries_are_added_to_an_event_that_is_kept_and_only_to_that()
    {
        var recording = (await RecordAsync(1))[0];
        var added = Samples.Delivery(recording.Event, "mail");
        var orphan = Samples.Delivery(Samples.Event("never recorded"), "mail");
        await Store.Deliveries.AddAsync([added, orphan], Cancellation);

        Assert.Equal(added.Id, Assert.Single((await DueAsync("mail")).Items).Delivery.Id);
        Assert.Null(await Store.Search.DeliveryAsync(orphan.Id, Cancellation));
    }

    [Fact]
    public async Task Backlogs_say_what_each_destination_is_owed()
    {
        var recordings = await RecordAsync(3);
        await SettleAsync(
            Samples.Settlement(recordings[0].Deliveries[0].Id, 1, DeliveryState.Delivered),
            Samples.Settlement(recordings[1].Deliveries[0].Id, 1, DeliveryState.Waiting, Samples.Now.AddHours(1)));
        await Store.Events.RecordAsync([Samples.Recording("other", "mail")], Cancellation);
        await CrashAsync();

        var backlogs = await Store.Deliveries.BacklogsAsync(Cancellation);
        Assert.Equal(["crm", "mail"], backlogs.Select(b => b.Destination).Order(StringComparer.Ordinal));
        var crm = backlogs.Single(b => b.Destination == "crm");
        var expected = new Backlog(
            "crm", 2, recordings[2].Deliveries[0].NextAttemptAt!.Value, recordings[1].Deliveries[0].Id.Value.Moment);
        Assert.Equal(expected, crm);
    }

    private async Task<List<Storage.Recording>> RecordAsync(int count, int bodyLength = 20)
    {
        var recordings = Enumerable.Range(0, count)
            .Select(n => Samples.Recording(Samples.Event($"id-{n}", key: "k", bodyLength: bodyLength), "crm")).ToList();
        await Store.Events.RecordAsync(recordings, Cancellation);
        return recordings;
    }

    private Task SettleAsync(params IReadOnlyList<Settlement> settlements) =>
        Store.Deliveries.SettleAsync(settlements, [], Cancellation);

    private async Task<DueBatch> DueAsync(
        string destination = "crm", int limit = 100, long bytes = long.MaxValue, DateTimeOffset? now = null, HashSet<DeliveryId>? held = null)
    {
        var request = Request(destination) with { Limit = limit, LimitBytes = bytes, Now = now ?? Samples.Now, Held = held ?? [] };
        return Assert.Single(await Store.Deliveries.FetchDueAsync([request], Cancellation));
    }

    private DueRequest Request(string destination) => new()
    {
        Destination = destination,
        Now = Samples.Now,
        Limit = 100,
        LimitBytes = long.MaxValue,
        Held = new HashSet<DeliveryId>(),
    };
}
