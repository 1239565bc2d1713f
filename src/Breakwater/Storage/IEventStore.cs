using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Records events with their deliveries, once.</summary>
public interface IEventStore
{
    /// <summary>
    /// Commits a group: each event whose (source, idempotency id) is new becomes a row with its deliveries; each known one is
    /// counted on the first. Returns when the commit is flushed to disk, with a receipt for each in the same order. The same event
    /// twice in one group is one event and one duplicate.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Nothing of the group was recorded; it may be tried again.</exception>
    Task<IReadOnlyList<Receipt>> RecordAsync(IReadOnlyList<Recording> group, CancellationToken cancellation);

    /// <summary>Which of these idempotency ids of a source are known, and by which events. Changes nothing and counts nothing.</summary>
    Task<IReadOnlyDictionary<string, EventId>> KnownAsync(string source, IReadOnlyList<string> ids, CancellationToken cancellation);

    /// <summary>
    /// Removes events received before the moment whose deliveries are all terminal and were settled before it, with deliveries,
    /// attempts and idempotency ids; at most so many events. An event that is still owed stays.
    /// </summary>
    /// <returns>How many events were removed; fewer than <paramref name="limit"/> when none is left.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation);
}
