using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Keeps what is owed, and what became of it.</summary>
public interface IDeliveryStore
{
    /// <summary>
    /// Commits a group of settlements and of attempts that have begun; all or none. Where several nodes share the store, those of a shard
    /// that this node no longer holds under the epoch they carry change nothing: its new owner decides.
    /// </summary>
    /// <returns>Which settlements changed nothing for that reason, and where the turn of a key went on.</returns>
    /// <exception cref="StoreUnavailableException">Nothing of the group was committed; it may be tried again.</exception>
    Task<SettleReceipt> SettleAsync(IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation);

    /// <summary>Fetches what is due, for many destinations in one go, in the order of the requests.</summary>
    Task<IReadOnlyList<DueBatch>> FetchDueAsync(IReadOnlyList<DueRequest> requests, CancellationToken cancellation);

    /// <summary>
    /// Called once at start: each delivery with an attempt that began and never ended gets that attempt as ambiguous
    /// (<c>interrupted</c>) and is due at once. Doing it again changes nothing.
    /// </summary>
    /// <returns>How many attempts were interrupted.</returns>
    Task<int> RecoverAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Every destination that is owed deliveries, with how many wait and when the first is due.</summary>
    Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation);

    /// <summary>Every destination that is owed deliveries of these shards, with when the first of those is due; the other figures are of all shards.</summary>
    Task<IReadOnlyList<Backlog>> BacklogsAsync(ShardSet shards, CancellationToken cancellation) => BacklogsAsync(cancellation);

    /// <summary>
    /// Makes a delivery due now, from waiting or from dead; its policy starts anew. Other states stay as they are. One that waits for another
    /// of its key goes on waiting for it. Of one that a person decides about nothing is in doubt any more.
    /// </summary>
    /// <returns>The delivery as it is afterwards, or null when there is none of this id.</returns>
    Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Gives a waiting delivery up (a dead one, too). Other states stay as they are.</summary>
    /// <returns>The delivery as it is afterwards, or null when there is none of this id.</returns>
    Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Makes a part of what waits due earlier; it is called again from where it ended, until it gives null.</summary>
    /// <exception cref="StoreUnavailableException">Nothing of this part was changed.</exception>
    /// <returns>Where to go on; null when nothing is left.</returns>
    Task<DueMark?> BringForwardAsync(Forwarding forwarding, CancellationToken cancellation);

    /// <summary>
    /// Adds deliveries of events that are recorded already: a replay of one event. A dead letter of the same event in the same order holds
    /// nothing any more.
    /// </summary>
    /// <returns>Those that go in order, as they stand after the commit.</returns>
    Task<IReadOnlyList<Delivery>> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation);

    /// <summary>Which delivery got the last good answer to a request, and when; null where none is known.</summary>
    Task<GoodAnswer?> LastGoodAsync(Guid request, CancellationToken cancellation) => Task.FromResult<GoodAnswer?>(null);
}

/// <summary>The last good answer to a request of a call.</summary>
/// <param name="Delivery">The delivery whose last attempt has it.</param>
/// <param name="At">When it came.</param>
public sealed record GoodAnswer(DeliveryId Delivery, DateTimeOffset At);

/// <summary>What one destination is owed.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Waiting">How many deliveries wait.</param>
/// <param name="NextAt">When the first of them is due; null where each waits for a dead letter of its key or for a person.</param>
/// <param name="OldestAt">When the longest waiting of them was recorded.</param>
public sealed record Backlog(string Destination, long Waiting, DateTimeOffset? NextAt, DateTimeOffset OldestAt)
{
    /// <summary>How many of them wait for a person.</summary>
    public long Held { get; init; }
}
