using Breakwater.Model;

namespace Breakwater.Storage.Sealing;

/// <summary>
/// Opens what is due and seals what came of it. A delivery whose event can't be opened is left out and held back until the next start, so
/// that it keeps no other waiting; looking at its event says why.
/// </summary>
internal sealed class SealedDeliveries(IDeliveryStore inner, Sealer sealer, SealNotes notes) : IDeliveryStore
{
    private const int UnopenedMost = 10_000;

    private readonly HashSet<DeliveryId> unopened = [];

    public async Task<SettleReceipt> SettleAsync(IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation)
    {
        await notes.UsedAsync(cancellation);
        return await inner.SettleAsync([.. settlements.Select(Seal)], starts, cancellation);
    }

    public async Task<IReadOnlyList<DueBatch>> FetchDueAsync(IReadOnlyList<DueRequest> requests, CancellationToken cancellation)
    {
        var batches = await inner.FetchDueAsync(Unopened() is { Count: > 0 } held ? [.. requests.Select(request => Without(request, held))] : requests, cancellation);
        return [.. batches.Select(Open)];
    }

    public Task<int> RecoverAsync(DateTimeOffset now, CancellationToken cancellation) => inner.RecoverAsync(now, cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation) => inner.BacklogsAsync(cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(ShardSet shards, CancellationToken cancellation) => inner.BacklogsAsync(shards, cancellation);

    public Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) => inner.RetryAsync(id, now, cancellation);

    public Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) => inner.CancelAsync(id, now, cancellation);

    public Task<DueMark?> BringForwardAsync(Forwarding forwarding, CancellationToken cancellation) => inner.BringForwardAsync(forwarding, cancellation);

    public Task<IReadOnlyList<Delivery>> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) => inner.AddAsync(deliveries, cancellation);

    public Task<GoodAnswer?> LastGoodAsync(Guid request, CancellationToken cancellation) => inner.LastGoodAsync(request, cancellation);

    private Settlement Seal(Settlement settlement) => settlement with
    {
        Attempt = sealer.Seal(settlement.Attempt),
        Reply = settlement.Reply is { } reply ? sealer.Seal(reply) : null,
    };

    private DueBatch Open(DueBatch batch)
    {
        var opened = new List<DueDelivery>(batch.Items.Count);
        foreach (var due in batch.Items)
        {
            try
            {
                opened.Add(due with { Event = sealer.Open(due.Event) });
            }
            catch (StoreUnavailableException)
            {
                Hold(due.Delivery.Id);
            }
        }

        return batch with { Items = opened };
    }

    private void Hold(DeliveryId id)
    {
        lock (unopened)
        {
            if (unopened.Count < UnopenedMost)
            {
                unopened.Add(id);
            }
        }
    }

    private HashSet<DeliveryId> Unopened()
    {
        lock (unopened)
        {
            return unopened.Count == 0 ? unopened : [.. unopened];
        }
    }

    private static DueRequest Without(DueRequest request, HashSet<DeliveryId> held) => request with { Held = new HashSet<DeliveryId>(request.Held.Concat(held)) };
}
