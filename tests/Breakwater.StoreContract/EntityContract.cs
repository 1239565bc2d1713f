using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>What events say of entities is judged in the commit that records them: old news never wins, and nothing is judged twice.</summary>
public abstract class EntityContract : StoreCase
{
    private EntitySamples? entities;

    [Fact]
    public async Task An_event_makes_the_entity_and_its_deliveries_in_the_commit_that_records_it()
    {
        var recording = Say("a", "created", key: "4\u00002ü", version: "10");
        var receipt = await RecordAsync(recording);
        await CrashAsync();

        Assert.Equal([recording.Claims[0].Deliveries[0].Id], receipt.Made!.Select(delivery => delivery.Id));
        var found = (await FindAsync("4\u00002ü"))!;
        Assert.Equal(("order", "4\u00002ü", "created", "10", 1L, 1L), (found.Entity.Type, found.Entity.Key, found.Entity.State, found.Entity.Version, found.Entity.Applied, found.Entity.Judged));
        Assert.Equal([new EntityMark("shop", "created", "10")], found.Entity.Marks);
        var line = Assert.Single(found.History);
        Assert.Equal((recording.Event.Id, 1L, "shop", "order.paid", EntityVerdict.Applied, "it begins here"), (line.EventId, line.Number, line.Source, line.Type, line.Verdict, line.Why));
        Assert.Equal((recording.Event.ReceivedAt, recording.Event.ReceivedAt), (line.At, line.JudgedAt));
        Assert.Equal((DeliveryState.Waiting, "crm"), (Assert.Single(found.Deliveries).State, found.Deliveries[0].Destination));
        Assert.Single((await Store.Search.EventAsync(recording.Event.Id, Cancellation))!.Summary.Deliveries);
    }

    [Fact]
    public async Task What_comes_early_waits_and_is_applied_in_the_commit_of_what_it_waited_for()
    {
        var shipped = Say("a", "shipped");
        Assert.Null((await RecordAsync(shipped)).Made);
        await ReopenAsync();
        Assert.Null((await RecordAsync(Say("b", "paid"))).Made);
        Assert.Empty((await Store.Search.DeliveriesAsync(new DeliveryFilter(), new PageRequest(10, null), Cancellation)).Items);

        Samples.Now = Samples.Now.AddSeconds(100);
        var created = Say("c", "created");
        var made = (await RecordAsync(created)).Made!;
        await CrashAsync();

        Assert.Equal(3, made.Count);
        Assert.Equal(shipped.Claims[0].Deliveries[0].Id, made[2].Id);
        var found = (await FindAsync())!;
        Assert.Equal(("shipped", 3L, 0), (found.Entity.State, found.Entity.Applied, found.Entity.Early));
        Assert.Equal([3L, 2, 1], found.History.Select(evt => evt.Turn!.Value));
        Assert.All(found.Deliveries, delivery => Assert.Equal(created.Event.ReceivedAt, delivery.Since));
        Assert.All(found.History, evt => Assert.Empty(evt.Parked));
    }

    [Fact]
    public async Task What_a_destination_knows_otherwise_is_noted_shown_as_drift_and_outlives_further_events()
    {
        await RecordAsync(Say("a", "created", key: "4\u00002", to: []));
        var at = Samples.Now;
        await Store.Entities.NoteAsync([new("order", "4\u00002", "crm", "/status is open", at), new("order", "4\u00002", "mail", "no", at), new("order", "gone", "crm", "x", at)], Cancellation);
        await RecordAsync(Say("b", "paid", key: "4\u00002", to: []));
        await CrashAsync();

        EntityDifference[] expected = [new("crm", "/status is open", at), new("mail", "no", at)];
        Assert.Equal(expected, (await FindAsync("4\u00002"))!.Entity.Differs.OrderBy(one => one.Destination, StringComparer.Ordinal));
        var drift = new EntityFilter { Type = "order", Drift = true };
        Assert.Single((await Store.Entities.ListAsync(drift, new PageRequest(10, null), Cancellation)).Items);

        await Store.Entities.NoteAsync([new("order", "4\u00002", "crm", null, at), new("order", "4\u00002", "mail", null, at)], Cancellation);
        Assert.Empty((await FindAsync("4\u00002"))!.Entity.Differs);
        Assert.Empty((await Store.Entities.ListAsync(drift, new PageRequest(10, null), Cancellation)).Items);
    }

    [Fact]
    public async Task Early_events_keep_what_they_will_deliver()
    {
        var paid = Say("a", "paid", to: ["crm", "mail"]);
        await RecordAsync(paid);
        await CrashAsync();

        var early = Assert.Single((await FindAsync())!.History);
        Assert.Equal((EntityVerdict.Early, paid.Event.ReceivedAt + EntitySamples.Orders.Wait, false), (early.Verdict, early.Until, early.Flagged));
        Assert.Equal(paid.Claims[0].Deliveries.Select(delivery => (delivery.Id, delivery.Destination, delivery.Shard)), early.Parked.Select(delivery => (delivery.Id, delivery.Destination, delivery.Shard)));
    }

    [Fact]
    public async Task A_duplicate_is_not_judged_and_makes_nothing()
    {
        await RecordAsync(Say("a", "created"));
        var receipt = await RecordAsync(Say("a", "created"));
        Assert.True(receipt.Duplicate);
        Assert.Null(receipt.Made);
        Assert.Single((await FindAsync())!.History);

        await RecordAsync(Samples.Recording("b", "crm"));
        await RecordAsync(Say("b", "created", key: "other"));
        Assert.Null(await FindAsync("other"));
        Assert.Single((await ListAsync()).Items);
    }

    [Fact]
    public async Task The_same_recording_again_is_judged_once()
    {
        var recording = Say("a", "created");
        await RecordAsync(recording);
        var again = await RecordAsync(recording);
        Assert.False(again.Duplicate);
        Assert.Single((await FindAsync())!.History);
        Assert.Single((await FindAsync())!.Deliveries);
    }

    [Fact]
    public async Task A_whole_life_in_one_group_is_judged_in_the_order_of_the_group()
    {
        var said = new[] { "delivered", "paid", "created", "created", "shipped", "paid", "cancelled" }.Select((state, n) => Say($"{n}", state)).ToList();
        await Store.Events.RecordAsync([.. said, Samples.Recording("plain", "crm"), Say("x", "created", key: "43")], Cancellation);

        var found = (await FindAsync())!;
        Assert.Equal("delivered", found.Entity.State);
        Assert.Equal(
            [EntityVerdict.Applied, EntityVerdict.Applied, EntityVerdict.Applied, EntityVerdict.Duplicate, EntityVerdict.Applied, EntityVerdict.Duplicate, EntityVerdict.Conflict],
            found.History.Select(evt => evt.Verdict));
        Assert.Equal(1, found.Entity.Conflicts);
        Assert.Equal("created", (await FindAsync("43"))!.Entity.State);
    }

    [Fact]
    public async Task One_event_may_speak_of_two_entities()
    {
        var order = Say("a", "created");
        var both = order with { Claims = [.. order.Claims, Entities.Claim(order.Event, EntitySamples.Parcels, "created", "7", to: ["mail"])] };
        Assert.Equal(2, (await RecordAsync(both)).Made!.Count);
        Assert.Equal("created", (await Store.Entities.FindAsync("parcel", "7", Cancellation))!.Entity.State);
    }

    [Fact]
    public async Task Events_that_come_at_once_from_everywhere_end_as_if_they_had_come_in_order()
    {
        string[] course = ["created", "paid", "shipped", "delivered"];
        var said = course.SelectMany(state => Enumerable.Range(0, 10).Select(n => Say($"{state}-{n}", state, key: $"{n}"))).ToArray();
        new Random(7).Shuffle(said);
        await Task.WhenAll(said.Chunk(3).Select(group => Store.Events.RecordAsync(group, Cancellation)));

        for (var n = 0; n < 10; n++)
        {
            var found = (await FindAsync($"{n}"))!;
            Assert.Equal(("delivered", 4L, 0), (found.Entity.State, found.Entity.Applied, found.Entity.Early));
            Assert.Equal(course, found.History.OrderBy(evt => evt.Turn).Select(evt => evt.State));
            Assert.Equal(4, found.Deliveries.Count);
        }
    }

    [Fact]
    public async Task What_an_entity_applied_goes_to_a_destination_one_at_a_time_and_in_the_order_of_the_entity()
    {
        await Store.Events.RecordAsync([Say("c", "shipped"), Say("b", "paid"), Say("a", "created"), Samples.Recording("x", "crm")], Cancellation);
        List<string> sent = [];
        for (var n = 0; n < 3; n++)
        {
            var due = await DueAsync();
            sent.Add(due.Event.IdempotencyId);
            await Store.Deliveries.SettleAsync([Samples.Settlement(due.Delivery.Id, 1, DeliveryState.Delivered) with { Ordered = true }], [], Cancellation);
        }

        Assert.Equal(["a", "b", "c"], sent);
    }

    [Fact]
    public async Task The_place_of_an_event_in_its_entity_is_known_when_it_is_sent_again()
    {
        var (early, paid, created) = (Say("d", "delivered"), Say("b", "paid"), Say("a", "created"));
        await Store.Events.RecordAsync([early, paid, created, Samples.Recording("x", "crm")], Cancellation);
        var places = await Store.Entities.PlacesAsync([early.Event.Id, paid.Event.Id, created.Event.Id, new EventId(Samples.NextId())], Cancellation);
        Assert.Equal(
            [new EntityPlace(early.Event.Id, "order", "42", null), new EntityPlace(paid.Event.Id, "order", "42", 2), new EntityPlace(created.Event.Id, "order", "42", 1)],
            places.OrderBy(place => place.EventId));
    }

    [Fact]
    public async Task Time_that_runs_out_flags_or_applies()
    {
        await RecordAsync(Say("a", "paid"));
        await RecordAsync(Entities.Say("b", "paid", "7", rules: EntitySamples.Parcels));

        var early = Samples.Now + EntitySamples.Orders.Wait - TimeSpan.FromMinutes(1);
        Assert.Equal(0, (await Store.Entities.TimeOutAsync(EntitySamples.All, early, 10, Cancellation)).Entities);
        var late = Samples.Now + EntitySamples.Orders.Wait;
        Assert.Equal(1, (await Store.Entities.TimeOutAsync(EntitySamples.All, late, 1, Cancellation)).Entities);
        var over = await Store.Entities.TimeOutAsync(EntitySamples.All, late, 10, Cancellation);
        Assert.Equal((1, "crm"), (over.Entities, Assert.Single(over.Deliveries).Destination));
        Assert.Equal(0, (await Store.Entities.TimeOutAsync(EntitySamples.All, late, 10, Cancellation)).Entities);
        await CrashAsync();

        var order = (await FindAsync())!;
        Assert.Equal((null, 1, 1), (order.Entity.State, order.Entity.Early, order.Entity.Flagged));
        Assert.True(order.History[0].Flagged);
        Assert.Equal("paid", (await Store.Entities.FindAsync("parcel", "7", Cancellation))!.Entity.State);

        Assert.Equal(2, (await RecordAsync(Say("c", "created"))).Made!.Count);
        Assert.Equal(0, (await FindAsync())!.Entity.Flagged);
    }

    [Fact]
    public async Task Entities_are_listed_newest_first_by_kind_and_state_and_by_what_is_open()
    {
        for (var n = 0; n < 5; n++)
        {
            await RecordAsync(Say($"a{n}", "created", key: $"{n}", to: []));
        }

        await RecordAsync(Say("b", "paid", key: "3", to: []));
        await RecordAsync(Say("c", "shipped", key: "2", to: []));
        var last = Say("d", "paid", key: "1");
        await RecordAsync(last);

        Assert.Equal(["4", "3", "2", "1", "0"], (await ListAsync()).Items.Select(line => line.Entity.Key));
        Assert.Equal(["3", "1"], (await ListAsync(state: "paid")).Items.Select(line => line.Entity.Key));
        Assert.Equal(["2", "1"], (await ListAsync(drift: true)).Items.Select(line => line.Entity.Key));
        Assert.Equal(["4", "3", "0"], (await ListAsync(drift: false)).Items.Select(line => line.Entity.Key));
        Assert.Empty((await Store.Entities.ListAsync(new EntityFilter { Type = "parcel" }, new PageRequest(10, null), Cancellation)).Items);
        var page = await Store.Entities.ListAsync(new EntityFilter { Type = "order" }, new PageRequest(2, null), Cancellation);
        Assert.Equal(["2", "1"], (await Store.Entities.ListAsync(new EntityFilter { Type = "order" }, new PageRequest(2, page.Next), Cancellation)).Items.Select(line => line.Entity.Key));

        await Store.Deliveries.SettleAsync([Samples.Settlement(last.Claims[0].Deliveries[0].Id, 1, DeliveryState.Delivered)], [], Cancellation);
        Assert.Equal(["2"], (await ListAsync(drift: true)).Items.Select(line => line.Entity.Key));
    }

    [Fact]
    public async Task Retention_keeps_what_waits_in_an_entity_and_takes_the_entity_last()
    {
        var early = Say("a", "paid", to: []);
        await RecordAsync(early);
        await RecordAsync(Say("b", "created", key: "43", to: []));
        var later = Samples.Now.AddDays(1);

        Assert.Equal(1, await Store.Events.PruneAsync(later, 10, Cancellation));
        Assert.Equal(1, await Store.Entities.PruneAsync(later, 10, Cancellation));
        Assert.Null(await FindAsync("43"));
        Assert.NotNull(await FindAsync());

        await RecordAsync(Say("c", "created", to: []));
        Assert.Equal(0, await Store.Entities.PruneAsync(later, 10, Cancellation));
        Assert.Equal(2, await Store.Events.PruneAsync(later, 10, Cancellation));
        Assert.Equal("paid", (await FindAsync())!.Entity.State);
        Assert.Equal(0, await Store.Entities.PruneAsync(Samples.Now.AddHours(-1), 10, Cancellation));
        Assert.Equal(1, await Store.Entities.PruneAsync(later, 10, Cancellation));
    }

    [Fact]
    public async Task Ids_of_entities_count_for_the_greatest_id()
    {
        var recording = Say("a", "created", to: []);
        await RecordAsync(recording);
        await ReopenAsync();
        Assert.Equal(recording.Claims[0].NewId.High, Store.LastId);
    }

    private EntitySamples Entities => entities ??= new EntitySamples(Samples);

    private Storage.Recording Say(string id, string state, string key = "42", string? version = null, IReadOnlyList<string>? to = null) =>
        Entities.Say(id, state, key, version, to);

    private async Task<Receipt> RecordAsync(Storage.Recording recording) => (await Store.Events.RecordAsync([recording], Cancellation))[0];

    private async Task<DueDelivery> DueAsync()
    {
        var batches = await Store.Deliveries.FetchDueAsync(
            [new DueRequest { Destination = "crm", Now = Samples.Now.AddHours(1), Limit = 10, LimitBytes = 1_000_000, Held = new HashSet<DeliveryId>() }], Cancellation);
        return Assert.Single(batches[0].Items, due => due.Delivery.Turn is not null);
    }

    private Task<EntityDetail?> FindAsync(string key = "42") => Store.Entities.FindAsync("order", key, Cancellation);

    private Task<Page<EntitySummary>> ListAsync(string? state = null, bool? drift = null) =>
        Store.Entities.ListAsync(new EntityFilter { Type = "order", State = state, Drift = drift }, new PageRequest(10, null), Cancellation);
}
