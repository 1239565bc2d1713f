using Breakwater.Model;
using Breakwater.Sqlite.Reading;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Answers people.</summary>
internal sealed class SqliteSearch(Readers readers) : ISearch
{
    public Task<Page<EventSummary>> EventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Events(filter, page), cancellation);

    public Task<long> CountEventsAsync(EventFilter filter, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.CountEvents(filter), cancellation);

    public Task<EventDetail?> EventAsync(EventId id, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Event(id), cancellation);

    public Task<Page<DeliverySummary>> DeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Deliveries(filter, page), cancellation);

    public Task<DeliveryDetail?> DeliveryAsync(DeliveryId id, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Delivery(id), cancellation);

    public Task<IReadOnlyList<EventId>> EventIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<EventId>>(
            connection => [.. connection.Ids("events", first, last).Select(id => new EventId(id))], cancellation);

    public Task<IReadOnlyList<DeliveryId>> DeliveryIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<DeliveryId>>(
            connection => [.. connection.Ids("deliveries", first, last).Select(id => new DeliveryId(id))], cancellation);

    public Task<StoreCounts> CountsAsync(CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Counts(), cancellation);
}
