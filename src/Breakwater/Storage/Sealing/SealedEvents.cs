using Breakwater.Model;

namespace Breakwater.Storage.Sealing;

/// <summary>Seals what is recorded.</summary>
internal sealed class SealedEvents(IEventStore inner, Sealer sealer, SealNotes notes) : IEventStore
{
    public async Task<IReadOnlyList<Receipt>> RecordAsync(IReadOnlyList<Recording> group, CancellationToken cancellation)
    {
        await notes.UsedAsync(cancellation);
        return await inner.RecordAsync([.. group.Select(sealer.Seal)], cancellation);
    }

    public Task<IReadOnlyDictionary<string, EventId>> KnownAsync(string source, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        inner.KnownAsync(source, ids, cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => inner.PruneAsync(before, limit, cancellation);
}
