using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Retaining;

/// <summary>
/// Removes what is terminal and older than the configuration keeps it, each minute, in small batches with pauses, so that the writer
/// is never held up. What is still owed stays, however old. Of several nodes that share a store one does it.
/// </summary>
internal sealed partial class Retention(
    IStore store, Func<(TimeSpan Events, TimeSpan Audit)> keep, Func<bool> isOurs, TimeProvider clock, Telemetry telemetry, ILogger logger)
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    /// <summary>How long it leaves the writer to others between two batches.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Of so many turns one looks at the audit log, which is kept for long and grows slowly.</summary>
    private const int TurnsPerAudit = 60;

    private readonly ILogger logger = logger;
    private bool failing;
    private int turn;

    /// <summary>The loop: goes on until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(Every, clock, stop);
            if (isOurs())
            {
                await PruneAsync(stop);
            }
        }
    }

    private async Task PruneAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var (time, audit) = keep();
        try
        {
            var removed = await PruneAsync(Before(now, time), stop);
            if (++turn % TurnsPerAudit == 0)
            {
                await PruneAuditAsync(Before(now, audit), stop);
            }

            failing = false;
            if (removed > 0)
            {
                LogPruned(removed, time);
            }
        }
        catch (StoreUnavailableException unavailable)
        {
            if (!failing)
            {
                LogFails(unavailable.Message);
            }

            failing = true;
        }
    }

    /// <summary>A time longer than the calendar keeps everything.</summary>
    private static DateTimeOffset? Before(DateTimeOffset now, TimeSpan time) => time >= now - DateTimeOffset.MinValue ? null : now - time;

    private async Task PruneAuditAsync(DateTimeOffset? since, CancellationToken stop)
    {
        while (since is { } before && await store.Audit.PruneAsync(before, Limits.PrunedPerCommit, stop) == Limits.PrunedPerCommit)
        {
            await Task.Delay(Pause, clock, stop);
        }
    }

    private async Task<long> PruneAsync(DateTimeOffset? since, CancellationToken stop)
    {
        var removed = 0L;
        if (since is not { } before)
        {
            return removed;
        }

        while (true)
        {
            var batch = await store.Events.PruneAsync(before, Limits.PrunedPerCommit, stop);
            removed += batch;
            telemetry.Pruned(batch);
            if (batch < Limits.PrunedPerCommit)
            {
                break;
            }

            await Task.Delay(Pause, clock, stop);
        }

        // Entities go when the last event of their history has.
        while (await store.Entities.PruneAsync(before, Limits.PrunedPerCommit, stop) == Limits.PrunedPerCommit)
        {
            await Task.Delay(Pause, clock, stop);
        }

        while (await store.Reconciliations.PruneAsync(before, Limits.PrunedPerCommit, stop) == Limits.PrunedPerCommit)
        {
            await Task.Delay(Pause, clock, stop);
        }

        return removed;
    }

    [LoggerMessage(LogEvents.EventsPruned, LogLevel.Information, "removed {Events} events that were settled and older than {Keep}")]
    private partial void LogPruned(long events, TimeSpan keep);

    [LoggerMessage(LogEvents.PruningFails, LogLevel.Warning, "old events could not be removed, tried again each minute: {Reason}")]
    private partial void LogFails(string reason);
}
