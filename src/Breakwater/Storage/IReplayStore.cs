using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Keeps bulk replays, so that they survive a restart and replay nothing twice.</summary>
public interface IReplayStore
{
    /// <summary>Keeps a new replay.</summary>
    Task CreateAsync(Replay replay, CancellationToken cancellation);

    /// <summary>One replay, or null.</summary>
    Task<Replay?> FindAsync(ReplayId id, CancellationToken cancellation);

    /// <summary>All replays, newest first, at most so many.</summary>
    Task<IReadOnlyList<Replay>> ListAsync(int limit, CancellationToken cancellation);

    /// <summary>The next events of a replay, oldest first, after its cursor: those whose id came before its own, whatever the clock said.</summary>
    Task<IReadOnlyList<Event>> NextAsync(Replay replay, int limit, CancellationToken cancellation);

    /// <summary>
    /// Commits one step, whole or not at all: the deliveries, and the replay as it is after them (cursor, counts, state).
    /// A replay that is cancelled meanwhile refuses the step.
    /// </summary>
    /// <returns>False when the step was refused.</returns>
    Task<bool> AdvanceAsync(Replay replay, IReadOnlyList<Delivery> deliveries, CancellationToken cancellation);

    /// <summary>Stops a running replay.</summary>
    /// <returns>The replay as it is afterwards, or null.</returns>
    Task<Replay?> CancelAsync(ReplayId id, DateTimeOffset now, CancellationToken cancellation);
}
