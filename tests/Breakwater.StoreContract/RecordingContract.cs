using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>Once in, however often it is sent; and an event and its deliveries together or not at all.</summary>
public abstract class RecordingContract : StoreCase
{
    [Fact]
    public async Task An_event_is_kept_byte_for_byte()
    {
        var evt = Samples.Event("a", key: "order-1", bodyLength: 100_000);
        await RecordAsync(Samples.Recording(evt, "crm"));
        await CrashAsync();

        var found = await Store.Search.EventAsync(evt.Id, Cancellation);
        Assert.Equal(Described.Text(evt), Described.Text(found!.Summary.Event));
    }

    [Fact]
    public async Task An_event_with_the_least_is_kept_as_it_is()
    {
        var evt = Samples.Event("", type: null) with { Version = null, OccurredAt = null, TraceParent = null, Headers = [], Body = default };
        await RecordAsync(new Storage.Recording(evt, []));

        var found = await Store.Search.EventAsync(evt.Id, Cancellation);
        Assert.Equal(Described.Text(evt), Described.Text(found!.Summary.Event));
        Assert.Empty(found.Summary.Deliveries);
    }

    [Fact]
    public async Task A_duplicate_is_answered_with_the_first_id_and_makes_no_delivery()
    {
        var first = Samples.Recording("a", "crm");
        var again = Samples.Recording("a", "crm");
        var receipts = await RecordAsync(first);
        await ReopenAsync();
        var duplicates = await RecordAsync(again);

        Assert.Equal([new Receipt(first.Event.Id, Duplicate: false)], receipts);
        Assert.Equal([new Receipt(first.Event.Id, Duplicate: true)], duplicates);
        var found = (await Store.Search.EventAsync(first.Event.Id, Cancellation))!.Summary;
        Assert.Equal(1, found.Duplicates);
        Assert.Equal(again.Event.ReceivedAt, found.LastDuplicateAt);
        Assert.Equal(first.Deliveries[0].Id, Assert.Single(found.Deliveries).Id);
        Assert.Null(await Store.Search.EventAsync(again.Event.Id, Cancellation));
    }

    [Fact]
    public async Task The_same_event_twice_in_one_group_is_one_event_and_one_duplicate()
    {
        var first = Samples.Recording("a", "crm");
        var receipts = await RecordAsync(first, Samples.Recording("b", "crm"), Samples.Recording("a", "crm"));

        Assert.Equal([false, false, true], receipts.Select(r => r.Duplicate));
        Assert.Equal(first.Event.Id, receipts[2].Id);
        Assert.Equal(2, await Store.Search.CountEventsAsync(new EventFilter(), Cancellation));
    }

    [Fact]
    public async Task The_same_id_of_another_source_is_another_event()
    {
        var receipts = await RecordAsync(
            new Storage.Recording(Samples.Event("a", source: "shop"), []), new Storage.Recording(Samples.Event("a", source: "bank"), []));

        Assert.DoesNotContain(receipts, r => r.Duplicate);
    }

    [Fact]
    public async Task The_very_same_recording_again_is_no_duplicate()
    {
        var recording = Samples.Recording("a", "crm");
        await RecordAsync(recording);
        var receipts = await RecordAsync(recording);

        Assert.Equal([new Receipt(recording.Event.Id, Duplicate: false)], receipts);
        var found = (await Store.Search.EventAsync(recording.Event.Id, Cancellation))!.Summary;
        Assert.Equal(0, found.Duplicates);
        Assert.Single(found.Deliveries);
    }

    [Fact]
    public async Task Concurrent_first_arrivals_make_one_event()
    {
        var recordings = Enumerable.Range(0, 64).Select(_ => Samples.Recording("a", "crm", "mail")).ToList();
        var receipts = await Task.WhenAll(recordings.Select(r => RecordAsync(r)));

        var id = Assert.Single(receipts, r => !r[0].Duplicate)[0].Id;
        Assert.All(receipts, r => Assert.Equal(id, r[0].Id));
        var line = Assert.Single((await Store.Search.EventsAsync(new EventFilter(), new PageRequest(10, null), Cancellation)).Items);
        Assert.Equal(63, line.Duplicates);
        Assert.Equal(2, line.Deliveries.Count);
    }

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_crash()
    {
        var recordings = Enumerable.Range(0, 200).Select(n => Samples.Recording($"id-{n}", "crm", "mail")).ToList();
        foreach (var group in recordings.Chunk(30))
        {
            await RecordAsync(group);
        }

        await CrashAsync();
        foreach (var recording in recordings)
        {
            var found = (await Store.Search.EventAsync(recording.Event.Id, Cancellation))!.Summary;
            Assert.Equal(recording.Deliveries.Select(d => Described.Text(d)), found.Deliveries.Select(d => Described.Text(d)));
        }
    }

    [Fact]
    public async Task The_last_id_is_the_greatest_ever_kept()
    {
        Assert.Equal(0, Store.LastId);
        var recording = Samples.Recording("a", "crm", "mail");
        await RecordAsync(recording);
        Assert.Equal(recording.Deliveries[1].Id.Value.High, Store.LastId);

        await ReopenAsync();
        Assert.Equal(recording.Deliveries[1].Id.Value.High, Store.LastId);
    }

    [Fact]
    public async Task An_id_with_another_random_half_is_not_found()
    {
        var recording = Samples.Recording("a", "crm");
        await RecordAsync(recording);
        var guess = recording.Event.Id.Value with { Low = 1 };

        Assert.Null(await Store.Search.EventAsync(new EventId(guess), Cancellation));
        var delivery = new DeliveryId(recording.Deliveries[0].Id.Value with { Low = 1 });
        Assert.Null(await Store.Search.DeliveryAsync(delivery, Cancellation));
        Assert.Null(await Store.Deliveries.CancelAsync(delivery, Samples.Now, Cancellation));
    }

    [Fact]
    public async Task Pruning_removes_what_is_over_and_never_what_is_owed()
    {
        var over = Samples.Recording("over", "crm");
        var owed = Samples.Recording("owed", "crm", "mail");
        var bare = Samples.Recording("bare");
        await RecordAsync(over, owed, bare);
        await SettleAsync(over.Deliveries[0].Id, owed.Deliveries[0].Id);
        Samples.Now = Samples.Now.AddDays(1);
        var late = Samples.Recording("late");
        await RecordAsync(late);

        Assert.Equal(0, await Store.Events.PruneAsync(over.Event.ReceivedAt, 10, Cancellation));
        Assert.Equal(1, await Store.Events.PruneAsync(Samples.Now.AddHours(-1), 1, Cancellation));
        Assert.Equal(1, await Store.Events.PruneAsync(Samples.Now.AddHours(-1), 10, Cancellation));
        Assert.Equal(0, await Store.Events.PruneAsync(Samples.Now.AddHours(-1), 10, Cancellation));
        var left = await Store.Search.EventsAsync(new EventFilter(), new PageRequest(10, null), Cancellation);
        Assert.Equal([late.Event.Id, owed.Event.Id], left.Items.Select(e => e.Event.Id));
        Assert.Null(await Store.Search.DeliveryAsync(over.Deliveries[0].Id, Cancellation));
        Assert.False((await RecordAsync(Samples.Recording("over", "crm")))[0].Duplicate);
    }

    [Fact]
    public async Task Pruning_keeps_what_was_settled_lately()
    {
        var recording = Samples.Recording("a", "crm");
        await RecordAsync(recording);
        Samples.Now = Samples.Now.AddDays(2);
        await SettleAsync(recording.Deliveries[0].Id);

        Assert.Equal(0, await Store.Events.PruneAsync(Samples.Now.AddDays(-1), 10, Cancellation));
        Assert.Equal(1, await Store.Events.PruneAsync(Samples.Now.AddDays(1), 10, Cancellation));
    }

    [Fact]
    public Task A_probe_commits() => Store.ProbeAsync(Cancellation);

    private Task<IReadOnlyList<Receipt>> RecordAsync(params IReadOnlyList<Storage.Recording> group) =>
        Store.Events.RecordAsync(group, Cancellation);

    private Task SettleAsync(params IReadOnlyList<DeliveryId> ids) =>
        Store.Deliveries.SettleAsync([.. ids.Select(id => Samples.Settlement(id, 1, DeliveryState.Delivered))], [], Cancellation);
}
