using Breakwater.Model;

namespace Breakwater.Storage.Sealing;

/// <summary>Opens what is replayed: a transform or a route may look into it.</summary>
internal sealed class SealedReplays(IReplayStore inner, Sealer sealer) : IReplayStore
{
    public Task CreateAsync(Replay replay, CancellationToken cancellation) => inner.CreateAsync(replay, cancellation);

    public Task<Replay?> FindAsync(ReplayId id, CancellationToken cancellation) => inner.FindAsync(id, cancellation);

    public Task<IReadOnlyList<Replay>> ListAsync(int limit, CancellationToken cancellation) => inner.ListAsync(limit, cancellation);

    public async Task<IReadOnlyList<Event>> NextAsync(Replay replay, int limit, CancellationToken cancellation) =>
        [.. (await inner.NextAsync(replay, limit, cancellation)).Select(sealer.Open)];

    public Task<bool> AdvanceAsync(Replay replay, IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        inner.AdvanceAsync(replay, deliveries, cancellation);

    public Task<Replay?> CancelAsync(ReplayId id, DateTimeOffset now, CancellationToken cancellation) => inner.CancelAsync(id, now, cancellation);
}
