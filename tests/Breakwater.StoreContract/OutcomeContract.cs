using Breakwater.Model;
using Breakwater.Simulation.InMemory;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>What a store promises of deliveries that may have taken effect, and of those that stand in for others.</summary>
public abstract class OutcomeContract : StoreCase
{
    /// <summary>It is owed, counted, and never due.</summary>
    [Fact]
    public async Task What_a_person_decides_about_waits_and_is_not_due()
    {
        var id = await HeldAsync(Samples.Recording("a", "crm"));
        await CrashAsync();

        var delivery = await DeliveryAsync(id);
        Assert.Equal((DeliveryState.Waiting, Ambiguity.Held, null), (delivery.State, delivery.Ambiguity, delivery.NextAttemptAt));
        Assert.Empty(await DueAsync("crm"));
        var backlog = Assert.Single(await Store.Deliveries.BacklogsAsync(Cancellation));
        Assert.Equal((1, 1, null), (backlog.Waiting, backlog.Held, backlog.NextAt));
    }

    /// <summary>Retry is the decision that it is sent again, cancel that it is not.</summary>
    [Fact]
    public async Task A_person_sends_it_again_or_gives_it_up()
    {
        var (first, second) = (await HeldAsync(Samples.Recording("a", "crm")), await HeldAsync(Samples.Recording("b", "crm")));

        await Store.Deliveries.RetryAsync(first, Samples.Now, Cancellation);
        await Store.Deliveries.CancelAsync(second, Samples.Now, Cancellation);

        var again = Assert.Single(await DueAsync("crm")).Delivery;
        Assert.Equal((first, Ambiguity.None, 1), (again.Id, again.Ambiguity, again.AttemptsBefore));
        Assert.Equal(DeliveryState.Cancelled, (await DeliveryAsync(second)).State);
        Assert.Equal(0, Assert.Single(await Store.Deliveries.BacklogsAsync(Cancellation)).Held);
    }

    /// <summary>A later event of its key could overtake what it did or did not do.</summary>
    [Theory]
    [InlineData(DeliveryOrder.Key)]
    [InlineData(DeliveryOrder.Latest)]
    public async Task It_holds_the_later_ones_of_its_key_until_a_person_decides(DeliveryOrder order)
    {
        var first = Ordered("a", "1", order);
        var id = first.Deliveries[0].Id;
        await HeldAsync(first);
        var later = Ordered("b", "2", order);
        await Store.Events.RecordAsync([later], Cancellation);
        await CrashAsync();
        await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation);

        Assert.Empty(await DueAsync("crm"));
        Assert.Equal(Ambiguity.Held, (await DeliveryAsync(id)).Ambiguity);
        Assert.Equal(id, (await DeliveryAsync(later.Deliveries[0].Id)).HeldBy!.Id);

        await Store.Deliveries.CancelAsync(id, Samples.Now, Cancellation);
        Assert.Equal(later.Deliveries[0].Id, Assert.Single(await DueAsync("crm")).Delivery.Id);
    }

    /// <summary>A kill leaves the doubt that a silence leaves.</summary>
    [Fact]
    public async Task What_was_under_way_at_a_kill_may_have_taken_effect()
    {
        var recording = Samples.Recording("a", "crm");
        await Store.Events.RecordAsync([recording], Cancellation);
        await Store.Deliveries.SettleAsync([], [new AttemptStart(recording.Deliveries[0].Id, 1, Samples.Now)], Cancellation);
        await CrashAsync();
        await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation);

        Assert.Equal(Ambiguity.Open, Assert.Single(await DueAsync("crm")).Delivery.Ambiguity);
    }

    /// <summary>A look at the platform is an attempt in the log, and none of those that may be used up.</summary>
    [Fact]
    public async Task An_attempt_that_uses_up_none_is_not_counted()
    {
        var recording = Samples.Recording("a", "crm");
        var id = recording.Deliveries[0].Id;
        await Store.Events.RecordAsync([recording], Cancellation);
        await Store.Deliveries.SettleAsync([Samples.Settlement(id, 1, DeliveryState.Waiting, Samples.Now) with { Ambiguity = Ambiguity.Open }], [], Cancellation);
        await Store.Deliveries.SettleAsync([Samples.Settlement(id, 2, DeliveryState.Waiting, Samples.Now) with { Uncounted = true }], [], Cancellation);

        var delivery = await DeliveryAsync(id);
        Assert.Equal((2, 1, Ambiguity.None), (delivery.Attempts, delivery.AttemptsBefore, delivery.Ambiguity));
    }

    /// <summary>One transaction: never given up without its fallback, never a fallback of what goes on.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_stands_in_is_added_with_the_settlement_and_once(bool ordered)
    {
        var recording = ordered ? Ordered("a", "7", DeliveryOrder.Key) : Samples.Recording("a", "crm");
        await Store.Events.RecordAsync([recording], Cancellation);
        var (settlement, standIn) = GivenUp(recording);
        await Store.Deliveries.SettleAsync([settlement], [], Cancellation);
        await Store.Deliveries.SettleAsync([settlement], [], Cancellation);
        await CrashAsync();

        Assert.Equal(settlement.Fallback, (await DeliveryAsync(recording.Deliveries[0].Id)).Fallback);
        var due = Assert.Single(await DueAsync("spare")).Delivery;
        Assert.Equal((standIn.Id, standIn.InsteadOf, ordered), (due.Id, due.InsteadOf, due.Turn is not null));
        Assert.True(Store.LastId >= standIn.Id.Value.High);
    }

    /// <summary>A person was faster.</summary>
    [Fact]
    public async Task Nothing_stands_in_where_the_settlement_changes_nothing()
    {
        var recording = Samples.Recording("a", "crm");
        await Store.Events.RecordAsync([recording], Cancellation);
        await Store.Deliveries.CancelAsync(recording.Deliveries[0].Id, Samples.Now, Cancellation);
        await Store.Deliveries.SettleAsync([GivenUp(recording).Settlement], [], Cancellation);

        Assert.Empty(await DueAsync("spare"));
        Assert.Null((await DeliveryAsync(recording.Deliveries[0].Id)).Fallback);
    }

    /// <summary>The destination is still tried.</summary>
    [Fact]
    public async Task What_stands_in_may_be_added_while_the_delivery_goes_on()
    {
        var recording = Samples.Recording("a", "crm");
        await Store.Events.RecordAsync([recording], Cancellation);
        var (settlement, standIn) = GivenUp(recording);
        await Store.Deliveries.SettleAsync(
            [settlement with { State = DeliveryState.Waiting, NextAttemptAt = Samples.Now.AddHours(1) }], [], Cancellation);
        await Store.Deliveries.SettleAsync([Samples.Settlement(recording.Deliveries[0].Id, 2, DeliveryState.Waiting, Samples.Now.AddHours(2))], [], Cancellation);

        Assert.Equal(standIn.Id, Assert.Single(await DueAsync("spare")).Delivery.Id);
        Assert.NotNull((await DeliveryAsync(recording.Deliveries[0].Id)).Fallback);
    }

    /// <summary>The newest counts; it is forgotten with the call that got it.</summary>
    [Fact]
    public async Task The_last_good_answer_to_a_request_is_found_until_its_call_is_gone()
    {
        var request = new Guid("11112222-3333-4444-5555-666677778888");
        var (one, two) = (Samples.Recording("a", "crm"), Samples.Recording("b", "crm"));
        await Store.Events.RecordAsync([one, two], Cancellation);
        Assert.Null(await Store.Deliveries.LastGoodAsync(request, Cancellation));
        foreach (var recording in new[] { one, two })
        {
            Samples.Now = Samples.Now.AddSeconds(1);
            await Store.Deliveries.SettleAsync(
                [Samples.Settlement(recording.Deliveries[0].Id, 1, DeliveryState.Delivered) with { GoodAnswer = request }], [], Cancellation);
        }

        await CrashAsync();
        Assert.Equal(new GoodAnswer(two.Deliveries[0].Id, Samples.Now), await Store.Deliveries.LastGoodAsync(request, Cancellation));
        Assert.Equal(2, await Store.Events.PruneAsync(Samples.Now.AddDays(1), 10, Cancellation));
        Assert.Null(await Store.Deliveries.LastGoodAsync(request, Cancellation));
    }

    /// <summary>Whatever is known of a delivery moves with it.</summary>
    [Fact]
    public async Task Doubts_and_fallbacks_move_to_another_store()
    {
        await using var model = new InMemoryStore();
        var (held, ordered, given) = (Samples.Recording("a", "crm"), Ordered("b", "7", DeliveryOrder.Key), Samples.Recording("c", "crm"));
        await model.Events.RecordAsync([held, ordered, given], Cancellation);
        await model.Deliveries.SettleAsync([Held(held), Held(ordered), GivenUp(given).Settlement], [], Cancellation);
        var whole = await model.Transfer!.ReadEventsAsync(null, 100, long.MaxValue, Cancellation);
        await Store.Transfer!.WriteAsync(whole, [], Cancellation);
        await CrashAsync();
        await Store.Deliveries.RecoverAsync(Samples.Now, Cancellation);

        var moved = await Store.Transfer!.ReadEventsAsync(null, 100, long.MaxValue, Cancellation);
        Assert.Equal(Texts(whole), Texts(moved));
        Assert.Empty(await DueAsync("crm"));
        Assert.Single(await DueAsync("spare"));

        static string Texts(IReadOnlyList<WholeEvent> events) =>
            string.Join('\n', events.SelectMany(one => one.Deliveries).Select(one => Described.Text(one.Delivery with { Shard = 0 })));
    }

    private static Settlement Held(Samples samples, Storage.Recording recording) =>
        samples.Settlement(recording.Deliveries[0].Id, 1, DeliveryState.Waiting) with { Ambiguity = Ambiguity.Held, Ordered = recording.Deliveries[0].Turn is not null };

    private Settlement Held(Storage.Recording recording) => Held(Samples, recording);

    private async Task<DeliveryId> HeldAsync(Storage.Recording recording)
    {
        await Store.Events.RecordAsync([recording], Cancellation);
        await Store.Deliveries.SettleAsync([Held(recording)], [], Cancellation);
        return recording.Deliveries[0].Id;
    }

    private (Settlement Settlement, Delivery StandIn) GivenUp(Storage.Recording recording)
    {
        var delivery = recording.Deliveries[0];
        var standIn = Samples.Delivery(recording.Event, "spare") with { InsteadOf = new StandIn(delivery.Id, "crm", 0), Turn = delivery.Turn };
        return (Samples.Settlement(delivery.Id, 1, DeliveryState.Dead) with
        {
            Ordered = delivery.Turn is not null,
            StandIn = standIn,
            Fallback = new Fallback { Kind = FallbackKind.Destination, At = Samples.Now, Destination = "spare", Delivery = standIn.Id },
        }, standIn);
    }

    private Storage.Recording Ordered(string id, string version, DeliveryOrder order)
    {
        var evt = Samples.Event(id, key: "k") with { Version = version };
        return new Storage.Recording(evt, [Samples.Ordered(evt, "crm", order)]);
    }

    private async Task<Delivery> DeliveryAsync(DeliveryId id) => (await Store.Search.DeliveryAsync(id, Cancellation))!.Summary.Delivery;

    private async Task<IReadOnlyList<DueDelivery>> DueAsync(string destination) => (await Store.Deliveries.FetchDueAsync(
        [new DueRequest { Destination = destination, Now = Samples.Now.AddDays(1), Limit = 10, LimitBytes = 1_000_000, Held = new HashSet<DeliveryId>() }], Cancellation))[0].Items;
}
