using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>An event that does not say its entity's key is found by another name of it, whenever that becomes known.</summary>
public abstract class LinkContract : StoreCase
{
    private EntitySamples? entities;

    /// <summary>Once the name is known, the event is as one that says its key.</summary>
    [Fact]
    public async Task What_is_found_by_a_known_name_is_judged_as_if_it_said_its_key()
    {
        await RecordAsync(Say("a", "created"), Learn(Say("b", "paid"), "pi_1", "ch\0_1"));
        await CrashAsync();
        var refund = Link(Say("c", "refunded", key: ""), "ch\0_1");
        var made = (await RecordAsync(refund))[0].Made!;

        var found = (await FindAsync())!;
        Assert.Equal(("refunded", 3L, 0), (found.Entity.State, found.Entity.Applied, found.Entity.Early));
        Assert.Equal(refund.Claims[0].Deliveries[0].Id, Assert.Single(made).Id);
        Assert.Equal(EntityDelivery.TurnOf("order", "42", OnDead.Hold).Line, found.Deliveries[^1].Turn!.Line);
        Assert.Equal(Shards.Of("crm", EntityDelivery.KeyOf("order", "42")), made[0].Shard);
    }

    /// <summary>It waits, over a crash, and is judged in the commit that says whose it is.</summary>
    [Fact]
    public async Task What_comes_before_its_name_is_known_waits_and_is_let_go_in_the_commit_that_says_it()
    {
        var refund = Link(Say("a", "refunded", key: ""), "pi_1");
        Assert.Null((await RecordAsync(refund))[0].Made);
        await CrashAsync();
        var waiting = Assert.Single((await Store.Entities.FindAsync(Links.TypeOf("order"), "pi_1", Cancellation))!.History);
        Assert.Equal((EntityVerdict.Early, "waits for its link pi_1", refund.Event.ReceivedAt + EntitySamples.Orders.Wait), (waiting.Verdict, waiting.Why, waiting.Until));
        Assert.True((await Store.Entities.ListAsync(new EntityFilter { Type = Links.TypeOf("order"), Drift = true }, new PageRequest(10, null), Cancellation)).Items.Count == 1);
        Assert.Equal(0, await Store.Events.PruneAsync(Samples.Now.AddDays(400), 10, Cancellation));

        await RecordAsync(Say("b", "created"));
        var made = (await RecordAsync(Learn(Say("c", "paid"), "pi_1")))[0].Made!;
        await ReopenAsync();
        var found = (await FindAsync())!;
        Assert.Equal((2, refund.Claims[0].Deliveries[0].Id), (made.Count, made[1].Id));
        Assert.Equal(("refunded", 3L), (found.Entity.State, found.Entity.Applied));
        Assert.Equal(["created", "paid", "refunded"], found.History.Select(evt => evt.State));
        Assert.Equal(refund.Event.ReceivedAt, found.History[^1].At);
        var name = (await Store.Entities.FindAsync(Links.TypeOf("order"), "pi_1", Cancellation))!;
        Assert.Equal(("42", 0), (name.Entity.State, name.Entity.Early));
        Assert.Empty(name.History);
        Assert.Equal(["order"], (await Store.Entities.PlacesAsync([refund.Event.Id], Cancellation)).Select(place => place.Type));
    }

    /// <summary>One commit may say all of it, in any order.</summary>
    [Fact]
    public async Task In_one_commit_what_is_found_and_what_is_learned_meet_in_any_order()
    {
        await RecordAsync(Link(Say("a", "refunded", key: ""), "x"), Learn(Say("b", "paid"), "x"), Say("c", "created"), Link(Say("d", "refunded", key: ""), "x"));
        var found = (await FindAsync())!;
        Assert.Equal(("refunded", 3L, 4L), (found.Entity.State, found.Entity.Applied, found.Entity.Judged));

        // An early one is early there, too, and goes on with the rest.
        await RecordAsync(Link(Say("e", "shipped", key: ""), "y"), Learn(Say("f", "created", key: "7"), "y"));
        Assert.Equal(("created", 1), (await FindAsync("7"))!.Entity is var seven ? (seven.State, seven.Early) : default);
        await RecordAsync(Say("g", "paid", key: "7"));
        Assert.Equal("shipped", (await FindAsync("7"))!.Entity.State);
    }

    /// <summary>A name that is never said is shown to a person, and still counts when it comes after all.</summary>
    [Fact]
    public async Task A_name_that_does_not_come_in_time_is_flagged_and_helps_when_it_comes_after_all()
    {
        var rules = EntitySamples.Parcels;
        entities ??= new EntitySamples(Samples);
        var late = Link(entities.Say("a", "paid", key: "", rules: rules), "z");
        await RecordAsync(late);
        var over = await Store.Entities.TimeOutAsync(EntitySamples.All, late.Event.ReceivedAt + rules.Wait, 10, Cancellation);
        Assert.Equal((1, 0), (over.Entities, over.Deliveries.Count));
        var waiting = Assert.Single((await Store.Entities.FindAsync(Links.TypeOf("parcel"), "z", Cancellation))!.History);
        Assert.Equal((true, "waited 00:15:00: its link z did not come"), (waiting.Flagged, waiting.Why));

        await RecordAsync(Learn(entities.Say("b", "created", rules: rules), "z"));
        Assert.Equal("paid", (await Store.Entities.FindAsync("parcel", "42", Cancellation))!.Entity.State);
        Assert.Equal(0, (await Store.Entities.FindAsync(Links.TypeOf("parcel"), "z", Cancellation))!.Entity.Flagged);
    }

    /// <summary>Nothing is judged twice, and what waits is bounded.</summary>
    [Fact]
    public async Task The_same_recording_again_waits_once_and_too_many_are_conflicts()
    {
        var one = Link(Say("a", "refunded", key: ""), "q");
        await RecordAsync(one);
        await RecordAsync(one);
        Assert.Single((await Store.Entities.FindAsync(Links.TypeOf("order"), "q", Cancellation))!.History);

        await RecordAsync([.. Enumerable.Range(0, Configuration.Limits.EntityEarly).Select(n => Link(Say($"n{n}", "refunded", key: ""), "q"))]);
        var name = (await Store.Entities.FindAsync(Links.TypeOf("order"), "q", Cancellation))!;
        Assert.Equal((Configuration.Limits.EntityEarly, 1), (name.Entity.Early, name.Entity.Conflicts));
        await RecordAsync(Say("c", "created"), Learn(Say("d", "paid"), "q"));
        Assert.Equal(("refunded", 0), (await FindAsync())!.Entity is var order ? (order.State, order.Early) : default);
    }

    private static Storage.Recording Link(Storage.Recording recording, string name) => recording with
    {
        Claims = [recording.Claims[0] with { Link = new EntityLink(name, new SortableId(recording.Claims[0].NewId.High + 1, 1)) }],
    };

    private static Storage.Recording Learn(Storage.Recording recording, params IReadOnlyList<string> names) => recording with
    {
        Claims = [recording.Claims[0] with { Learn = [.. names.Select((name, n) => new EntityLink(name, new SortableId(recording.Claims[0].NewId.High + 2 + n, 1)))] }],
    };

    private Storage.Recording Say(string id, string state, string key = "42") => (entities ??= new EntitySamples(Samples)).Say(id, state, key);

    private Task<IReadOnlyList<Receipt>> RecordAsync(params IReadOnlyList<Storage.Recording> recordings) => Store.Events.RecordAsync(recordings, Cancellation);

    private Task<EntityDetail?> FindAsync(string key = "42") => Store.Entities.FindAsync("order", key, Cancellation);
}
