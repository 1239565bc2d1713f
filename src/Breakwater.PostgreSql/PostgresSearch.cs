using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Reading;
using Breakwater.Storage;

namespace Breakwater.PostgreSql;

/// <summary>Answers people.</summary>
internal sealed class PostgresSearch(Database database) : ISearch
{
    public Task<Page<EventSummary>> EventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.EventsAsync(filter, page, cancellation), cancellation);

    public Task<long> CountEventsAsync(EventFilter filter, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.CountEventsAsync(filter, cancellation), cancellation);

    public Task<EventDetail?> EventAsync(EventId id, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.EventAsync(id, cancellation), cancellation);

    public Task<Page<DeliverySummary>> DeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.DeliveriesAsync(filter, page, cancellation), cancellation);

    public Task<DeliveryDetail?> DeliveryAsync(DeliveryId id, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.DeliveryAsync(id, cancellation), cancellation);

    public Task<IReadOnlyList<EventId>> EventIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<EventId>>(
            async connection => [.. (await connection.IdsAsync("events", first, last, cancellation)).Select(id => new EventId(id))], cancellation);

    public Task<IReadOnlyList<DeliveryId>> DeliveryIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<DeliveryId>>(
            async connection => [.. (await connection.IdsAsync("deliveries", first, last, cancellation)).Select(id => new DeliveryId(id))], cancellation);

    public Task<StoreCounts> CountsAsync(CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.CountsAsync(cancellation), cancellation);
}
