using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>People find what they ask for, and counters agree with the rows.</summary>
public abstract class SearchContract : StoreCase
{
    [Fact]
    public async Task A_list_has_neither_headers_nor_bodies_and_at_most_twenty_deliveries()
    {
        var recording = Samples.Recording("a", [.. Enumerable.Range(0, 30).Select(n => $"to-{n}")]);
        await Store.Events.RecordAsync([recording], Cancellation);

        var line = Assert.Single((await Store.Search.EventsAsync(new EventFilter(), new PageRequest(5, null), Cancellation)).Items);
        Assert.Empty(line.Event.Headers);
        Assert.True(line.Event.Body.IsEmpty);
        Assert.Equal(recording.Event.Body.Length, line.BodyLength);
        Assert.Equal(recording.Deliveries.Take(Limits.DeliveriesInList).Select(d => d.Id), line.Deliveries.Select(d => d.Id));
        Assert.Equal(30, (await Store.Search.EventAsync(recording.Event.Id, Cancellation))!.Summary.Deliveries.Count);
    }

    [Fact]
    public async Task Pages_go_through_everything_newest_first_and_once()
    {
        var recordings = Enumerable.Range(0, 25).Select(n => Samples.Recording($"id-{n}", "crm", "mail")).ToList();
        await Store.Events.RecordAsync(recordings, Cancellation);

        var events = await WalkAsync(after => Store.Search.EventsAsync(new EventFilter { Source = "shop" }, new PageRequest(7, after), Cancellation));
        Assert.Equal(recordings.Select(r => r.Event.Id).Reverse(), events.Select(e => e.Event.Id));
        var deliveries = await WalkAsync(after => Store.Search.DeliveriesAsync(new DeliveryFilter(), new PageRequest(7, after), Cancellation));
        Assert.Equal(recordings.SelectMany(r => r.Deliveries).Select(d => d.Id).Reverse(), deliveries.Select(d => d.Delivery.Id));
    }

    [Fact]
    public async Task A_full_last_page_says_that_it_is_the_last()
    {
        await Store.Events.RecordAsync([Samples.Recording("a"), Samples.Recording("b")], Cancellation);
        Assert.Null((await Store.Search.EventsAsync(new EventFilter(), new PageRequest(2, null), Cancellation)).Next);
    }

    [Theory]
    [InlineData("order.paid", 1)]
    [InlineData("order.*", 2)]
    [InlineData("*", 4)]
    [InlineData("*.paid", 1)]
    [InlineData("o*r.*d", 2)]
    [InlineData("order", 0)]
    [InlineData("ORDER.*", 0)]
    [InlineData("odd[*]?_%", 1)]
    [InlineData("odd?*", 0)]
    public async Task A_type_is_matched_exactly_or_with_a_star(string pattern, int found)
    {
        await Store.Events.RecordAsync(
            [.. new[] { "order.paid", "order.refunded", "odd[x]?_%", "", null }.Select((type, n) => new Storage.Recording(Samples.Event($"{n}", type: type), []))],
            Cancellation);

        Assert.Equal(found, (await FindAsync(new EventFilter { Type = pattern })).Count);
        Assert.Equal(found, await Store.Search.CountEventsAsync(new EventFilter { Type = pattern }, Cancellation));
    }

    [Fact]
    public async Task A_text_is_an_id_or_its_beginning_an_idempotency_id_a_key_or_a_type()
    {
        var evt = Samples.Event("pi_123", type: "order.paid", key: "order-9");
        await Store.Events.RecordAsync([new Storage.Recording(evt, []), Samples.Recording(Samples.Event("other", type: null))], Cancellation);

        foreach (var text in new[] { evt.Id.ToString(), evt.Id.ToString()[..20], "pi_123", "order-9", "order.paid" })
        {
            Assert.Equal(evt.Id, Assert.Single(await FindAsync(new EventFilter { Text = text })).Event.Id);
        }

        foreach (var text in new[] { "pi_12", "evt_", "evt_uuuu", "order*", "evt_zzz" })
        {
            Assert.Empty(await FindAsync(new EventFilter { Text = text }));
        }
    }

    [Fact]
    public async Task State_and_destination_are_about_one_delivery()
    {
        var recording = Samples.Recording("a", "crm", "mail");
        await Store.Events.RecordAsync([recording], Cancellation);
        await Store.Deliveries.SettleAsync([Samples.Settlement(recording.Deliveries[0].Id, 1, DeliveryState.Dead)], [], Cancellation);

        Assert.Single(await FindAsync(new EventFilter { State = DeliveryState.Dead }));
        Assert.Single(await FindAsync(new EventFilter { State = DeliveryState.Dead, Destination = "crm" }));
        Assert.Empty(await FindAsync(new EventFilter { State = DeliveryState.Dead, Destination = "mail" }));
        Assert.Empty(await FindAsync(new EventFilter { Destination = "nowhere" }));
        Assert.Empty(await FindAsync(new EventFilter { Source = "nobody" }));
    }

    [Fact]
    public async Task Times_are_those_of_the_arrival_even_when_the_clock_jumped()
    {
        var jumped = Samples.Event("a") with { ReceivedAt = Samples.Now.AddHours(-3) };
        var plain = Samples.Event("b");
        await Store.Events.RecordAsync([new Storage.Recording(jumped, []), new Storage.Recording(plain, [])], Cancellation);
        var border = Samples.Now.AddHours(-1);

        Assert.Equal(jumped.Id, Assert.Single(await FindAsync(new EventFilter { To = border })).Event.Id);
        Assert.Equal(plain.Id, Assert.Single(await FindAsync(new EventFilter { From = border })).Event.Id);
        Assert.Equal(plain.Id, Assert.Single(await FindAsync(new EventFilter { From = plain.ReceivedAt })).Event.Id);
        Assert.Equal(jumped.Id, Assert.Single(await FindAsync(new EventFilter { To = plain.ReceivedAt })).Event.Id);
    }

    [Fact]
    public async Task Shortened_ids_are_found_and_at_most_two_are_told()
    {
        var recordings = Enumerable.Range(0, 3).Select(n => Samples.Recording($"{n}", "crm")).ToList();
        await Store.Events.RecordAsync(recordings, Cancellation);
        var id = recordings[1].Event.Id.Value;
        Assert.True(SortableId.TryParsePrefix(id.ToString().AsSpan(0, 14), out var first, out var last));

        Assert.Equal([recordings[1].Event.Id], await Store.Search.EventIdsAsync(first, last, Cancellation));
        Assert.Equal([recordings[1].Event.Id], await Store.Search.EventIdsAsync(id, id, Cancellation));
        Assert.Empty(await Store.Search.EventIdsAsync(id with { Low = 1 }, id with { Low = 1 }, Cancellation));
        Assert.True(SortableId.TryParsePrefix("0", out first, out last));
        Assert.Equal(recordings.Take(2).Select(r => r.Event.Id), await Store.Search.EventIdsAsync(first, last, Cancellation));
        Assert.Equal(recordings.Take(2).Select(r => r.Deliveries[0].Id), await Store.Search.DeliveryIdsAsync(first, last, Cancellation));
    }

    [Fact]
    public async Task Counters_agree_with_the_rows_after_everything_and_a_restart()
    {
        var recordings = Enumerable.Range(0, 10).Select(n => Samples.Recording($"{n}", "crm", "mail")).ToList();
        await Store.Events.RecordAsync(recordings, Cancellation);
        await Store.Events.RecordAsync([Samples.Recording("3"), Samples.Recording("3"), Samples.Recording("4")], Cancellation);
        var states = new[] { DeliveryState.Delivered, DeliveryState.Dead, DeliveryState.Stale, DeliveryState.Waiting };
        await Store.Deliveries.SettleAsync(
            [.. recordings.Take(8).Select((r, n) => Samples.Settlement(r.Deliveries[0].Id, 1, states[n % 4], n % 4 == 3 ? Samples.Now : null))],
            [], Cancellation);
        await Store.Deliveries.CancelAsync(recordings[0].Deliveries[1].Id, Samples.Now, Cancellation);
        await Store.Deliveries.RetryAsync(recordings[1].Deliveries[0].Id, Samples.Now, Cancellation);
        Assert.Equal(1, await Store.Events.PruneAsync(Samples.Now.AddDays(1), 10, Cancellation));
        await CrashAsync();

        var counts = await Store.Search.CountsAsync(Cancellation);
        var rows = await WalkAsync(after => Store.Search.DeliveriesAsync(new DeliveryFilter(), new PageRequest(50, after), Cancellation));
        var recounted = rows.GroupBy(r => (r.Delivery.Destination, r.Delivery.State))
            .Select(g => new DeliveryCount(g.Key.Destination, g.Key.State, g.Count())).OrderBy(c => c.Destination).ThenBy(c => c.State);
        Assert.Equal(recounted, counts.Deliveries);
        Assert.Equal(new SourceCount("shop", 9, 3, recordings[^1].Event.ReceivedAt), Assert.Single(counts.Sources));
    }

    private async Task<IReadOnlyList<EventSummary>> FindAsync(EventFilter filter) =>
        (await Store.Search.EventsAsync(filter, new PageRequest(50, null), Cancellation)).Items;

    private static async Task<List<T>> WalkAsync<T>(Func<SortableId?, Task<Page<T>>> page)
    {
        var all = new List<T>();
        SortableId? after = null;
        do
        {
            var next = await page(after);
            all.AddRange(next.Items);
            after = next.Next;
        }
        while (after is not null);
        return all;
    }
}
