using Breakwater.Model;

namespace Breakwater.Storage.Sealing;

/// <summary>Opens what leaves for another store.</summary>
internal sealed class SealedTransferSource(ITransferSource inner, Sealer sealer) : ITransferSource
{
    public async Task<IReadOnlyList<WholeEvent>> ReadEventsAsync(EventId? after, int limit, long limitBytes, CancellationToken cancellation) =>
        [.. (await inner.ReadEventsAsync(after, limit, limitBytes, cancellation)).Select(sealer.Open)];

    public Task<IReadOnlyList<Replay>> ReadReplaysAsync(ReplayId? after, int limit, CancellationToken cancellation) =>
        inner.ReadReplaysAsync(after, limit, cancellation);

    public Task<long> CountEventsAsync(CancellationToken cancellation) => inner.CountEventsAsync(cancellation);
}

/// <summary>The same, and seals what comes from another store. The same key seals the same event to the same bytes, so that a second import finds it.</summary>
internal sealed class SealedTransfer(ITransfer inner, Sealer sealer, SealNotes notes) : ITransfer
{
    private readonly SealedTransferSource source = new(inner, sealer);

    public Task<IReadOnlyList<WholeEvent>> ReadEventsAsync(EventId? after, int limit, long limitBytes, CancellationToken cancellation) =>
        source.ReadEventsAsync(after, limit, limitBytes, cancellation);

    public Task<IReadOnlyList<Replay>> ReadReplaysAsync(ReplayId? after, int limit, CancellationToken cancellation) =>
        source.ReadReplaysAsync(after, limit, cancellation);

    public Task<long> CountEventsAsync(CancellationToken cancellation) => source.CountEventsAsync(cancellation);

    public async Task<TransferReceipt> WriteAsync(IReadOnlyList<WholeEvent> events, IReadOnlyList<Replay> replays, CancellationToken cancellation)
    {
        await notes.UsedAsync(cancellation);
        return await inner.WriteAsync([.. events.Select(sealer.Seal)], replays, cancellation);
    }
}
