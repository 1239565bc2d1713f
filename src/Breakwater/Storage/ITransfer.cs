using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Gives everything that a store keeps, whole and in order, so that another store can take it over.</summary>
public interface ITransferSource
{
    /// <summary>
    /// Whole events in the order of their ids, after the given one (from the first on where none is given): at most so many, and at most about
    /// so many bytes of bodies; the first is given however large it is. Empty at the end.
    /// </summary>
    Task<IReadOnlyList<WholeEvent>> ReadEventsAsync(EventId? after, int limit, long limitBytes, CancellationToken cancellation);

    /// <summary>Bulk replays in the order of their ids, after the given one: at most so many. Empty at the end.</summary>
    Task<IReadOnlyList<Replay>> ReadReplaysAsync(ReplayId? after, int limit, CancellationToken cancellation);

    /// <summary>About how many events there are: what progress is measured against. From counters, never counted from rows.</summary>
    Task<long> CountEventsAsync(CancellationToken cancellation);
}

/// <summary>Moves everything between stores. A store of one node is for whoever moves alone; in a shared one nodes may be at work.</summary>
public interface ITransfer : ITransferSource
{
    /// <summary>
    /// Commits whole events and replays as they are, all or none. What is there already, under the same id and with the same content, is left
    /// as it is now, so that doing it again (after a kill, or with what overlaps) changes nothing. An event whose source and idempotency id
    /// are known under another id is left out and told: once in, however often it is sent.
    /// </summary>
    /// <exception cref="TransferConflictException">An id belongs to something else; nothing was kept.</exception>
    /// <exception cref="StoreUnavailableException">Nothing was kept; it may be tried again.</exception>
    Task<TransferReceipt> WriteAsync(IReadOnlyList<WholeEvent> events, IReadOnlyList<Replay> replays, CancellationToken cancellation);
}
