using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemorySearch(Rows rows) : ISearch
{
    public Task<Page<EventSummary>> EventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellation) =>
        Task.FromResult(rows.Read(r =>
        {
            var found = r.Events.Values.Reverse()
                .Where(e => IsAfter(page, e.Event.Id.Value) && Matching.Fits(filter, e))
                .Take(page.Limit + 1).Select(Line).ToList();
            return Cut(found, page.Limit, line => line.Event.Id.Value);
        }));

    public Task<long> CountEventsAsync(EventFilter filter, CancellationToken cancellation) =>
        Task.FromResult(rows.Read(r => r.Events.Values.LongCount(e => Matching.Fits(filter, e))));

    public Task<EventDetail?> EventAsync(EventId id, CancellationToken cancellation) =>
        Task.FromResult(rows.Read(r => r.Events.TryGetValue(id.Value, out var row) ? new EventDetail(Whole(row)) : null));

    public Task<Page<DeliverySummary>> DeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellation) =>
        Task.FromResult(rows.Read(r =>
        {
            var found = r.Deliveries.Values.Reverse()
                .Where(d => IsAfter(page, d.Delivery.Id.Value) && Matching.Fits(filter, d))
                .Take(page.Limit + 1).Select(Line).ToList();
            return Cut(found, page.Limit, line => line.Delivery.Id.Value);
        }));

    public Task<DeliveryDetail?> DeliveryAsync(DeliveryId id, CancellationToken cancellation) =>
        Task.FromResult(rows.Read(r => r.Deliveries.TryGetValue(id.Value, out var row)
            ? new DeliveryDetail(Line(row), [.. row.Attempts.Values])
            : null));

    public Task<IReadOnlyList<EventId>> EventIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        Task.FromResult(rows.Read<IReadOnlyList<EventId>>(r =>
            [.. r.Events.Keys.Where(id => IsWithin(id, first, last)).Take(2).Select(id => new EventId(id))]));

    public Task<IReadOnlyList<DeliveryId>> DeliveryIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        Task.FromResult(rows.Read<IReadOnlyList<DeliveryId>>(r =>
            [.. r.Deliveries.Keys.Where(id => IsWithin(id, first, last)).Take(2).Select(id => new DeliveryId(id))]));

    public Task<StoreCounts> CountsAsync(CancellationToken cancellation) =>
        Task.FromResult(rows.Read(r => new StoreCounts(r.Census.Deliveries(), [.. r.LastAt.Select(source => r.Census.Of(source.Key, source.Value))])));

    private static bool IsAfter(PageRequest page, SortableId id) => page.After is not { } after || id.CompareTo(after) < 0;

    private static bool IsWithin(SortableId id, SortableId first, SortableId last) =>
        id.CompareTo(first) >= 0 && id.CompareTo(last) <= 0;

    private static Page<T> Cut<T>(List<T> found, int limit, Func<T, SortableId> id) =>
        found.Count > limit ? new Page<T>(found[..limit], id(found[limit - 1])) : new Page<T>(found, null);

    private static EventSummary Line(EventRow row) => Whole(row) with
    {
        Event = row.Event with { Headers = [], Body = default },
        Deliveries = [.. Oldest(row).Take(Limits.DeliveriesInList)],
    };

    private static EventSummary Whole(EventRow row) => new()
    {
        Event = row.Event,
        Duplicates = row.Duplicates,
        LastDuplicateAt = row.LastDuplicateAt,
        BodyLength = row.Event.Body.Length,
        Deliveries = [.. Oldest(row)],
    };

    private static IEnumerable<Delivery> Oldest(EventRow row) => row.Deliveries.Select(d => d.Delivery).OrderBy(d => d.Id);

    private static DeliverySummary Line(DeliveryRow row) => new(row.Delivery, row.Event.Source, row.Event.Type, row.Event.Key);
}
