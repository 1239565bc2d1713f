using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Keeps reconciliations, so that they survive a restart, and so that people can look at what was found.</summary>
public interface IReconciliationStore
{
    /// <summary>Keeps a new reconciliation, unless another one of its subject is running.</summary>
    /// <returns>False when another one is running: nothing was kept.</returns>
    Task<bool> CreateAsync(Reconciliation reconciliation, CancellationToken cancellation);

    /// <summary>One reconciliation, or null.</summary>
    Task<Reconciliation?> FindAsync(ReconciliationId id, CancellationToken cancellation);

    /// <summary>Reconciliations, newest first; of one subject where it is given.</summary>
    Task<IReadOnlyList<Reconciliation>> ListAsync(string? subject, int limit, ReconciliationId? after, CancellationToken cancellation);

    /// <summary>All that are running, oldest first.</summary>
    Task<IReadOnlyList<Reconciliation>> RunningAsync(CancellationToken cancellation);

    /// <summary>The last one of a subject that was done and repaired what it found; null where there is none.</summary>
    Task<Reconciliation?> LastDoneAsync(string subject, CancellationToken cancellation);

    /// <summary>
    /// Commits how far it is. One that is not running any more refuses the step; so does the store where another node does this work by now:
    /// what runs on a schedule is the work of whoever holds shard 0.
    /// </summary>
    /// <returns>False when the step was refused.</returns>
    Task<bool> AdvanceAsync(Reconciliation reconciliation, CancellationToken cancellation);

    /// <summary>Stops a running one; others stay as they are.</summary>
    /// <returns>The reconciliation as it is afterwards, or null.</returns>
    Task<Reconciliation?> CancelAsync(ReconciliationId id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Removes those that ended before the moment, at most so many; the last one of each subject that was done stays.</summary>
    /// <returns>How many were removed; fewer than <paramref name="limit"/> when none is left.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation);
}
