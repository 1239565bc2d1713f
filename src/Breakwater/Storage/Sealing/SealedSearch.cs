using Breakwater.Model;

namespace Breakwater.Storage.Sealing;

/// <summary>Opens what people look at. Lists hold neither headers nor bodies, and a search looks into neither.</summary>
internal sealed class SealedSearch(ISearch inner, Sealer sealer) : ISearch
{
    public Task<Page<EventSummary>> EventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellation) => inner.EventsAsync(filter, page, cancellation);

    public Task<long> CountEventsAsync(EventFilter filter, CancellationToken cancellation) => inner.CountEventsAsync(filter, cancellation);

    public async Task<EventDetail?> EventAsync(EventId id, CancellationToken cancellation) =>
        await inner.EventAsync(id, cancellation) is { } detail
            ? new EventDetail(detail.Summary with { Event = sealer.Open(detail.Summary.Event) })
            : null;

    public Task<Page<DeliverySummary>> DeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellation) =>
        inner.DeliveriesAsync(filter, page, cancellation);

    public async Task<DeliveryDetail?> DeliveryAsync(DeliveryId id, CancellationToken cancellation) =>
        await inner.DeliveryAsync(id, cancellation) is { } detail ? detail with { Attempts = [.. detail.Attempts.Select(sealer.Open)] } : null;

    public Task<IReadOnlyList<EventId>> EventIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        inner.EventIdsAsync(first, last, cancellation);

    public Task<IReadOnlyList<DeliveryId>> DeliveryIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        inner.DeliveryIdsAsync(first, last, cancellation);

    public Task<StoreCounts> CountsAsync(CancellationToken cancellation) => inner.CountsAsync(cancellation);
}
