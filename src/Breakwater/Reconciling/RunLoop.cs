using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Reconciling;

/// <summary>
/// One reconciliation on its way: a step, its commit, the next step. A crash at any moment repeats a step at most, and a repeated step
/// repairs nothing twice.
/// </summary>
internal sealed partial class RunLoop(Reconciliation run, IRun steps, ReconcilingParts parts)
{
    private static readonly TimeSpan LeastBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostBackoff = TimeSpan.FromSeconds(30);

    private readonly ILogger logger = parts.Logger;
    private bool taken;
    private bool inDoubt;

    /// <summary>Goes on until it has ended, is another node's, or is told to stop.</summary>
    /// <returns>The reconciliation as it is then.</returns>
    public async Task<Reconciliation> RunAsync(CancellationToken stop)
    {
        var backoff = LeastBackoff;
        while (run.State == ReconciliationState.Running && !taken)
        {
            try
            {
                await StepAsync(stop);
                backoff = LeastBackoff;
            }
            catch (StoreUnavailableException unavailable)
            {
                if (backoff == LeastBackoff)
                {
                    LogWaits(run.Id, unavailable.Message);
                }

                inDoubt = true;
                await Task.Delay(backoff, parts.Clock, stop);
                backoff = backoff * 2 < MostBackoff ? backoff * 2 : MostBackoff;
            }
        }

        if (!taken)
        {
            Tell();
        }

        return run;
    }

    private async Task StepAsync(CancellationToken stop)
    {
        if (inDoubt)
        {
            // A step that failed may have been committed all the same: it goes on from where the store has it.
            run = await parts.Store.Reconciliations.FindAsync(run.Id, stop) ?? run;
            inDoubt = false;
            if (run.State != ReconciliationState.Running)
            {
                return;
            }
        }

        var next = await steps.StepAsync(run, stop);
        if (next.State != ReconciliationState.Running)
        {
            next = await EndedAsync(next, stop);
        }

        stop.ThrowIfCancellationRequested();
        if (await parts.Store.Reconciliations.AdvanceAsync(next, CancellationToken.None))
        {
            run = next;
            steps.Committed();
            return;
        }

        var found = await parts.Store.Reconciliations.FindAsync(run.Id, stop);
        taken = found is null or { State: ReconciliationState.Running };
        run = found ?? run;
    }

    /// <summary>What is covered without a gap reaches further where this one began before its end.</summary>
    private async Task<Reconciliation> EndedAsync(Reconciliation ended, CancellationToken stop)
    {
        ended = ended with { EndedAt = parts.Clock.GetUtcNow(), Position = null };
        if (ended.Source is null || ended.DryRun || ended.State != ReconciliationState.Done)
        {
            return ended;
        }

        var covered = (await parts.Store.Reconciliations.LastDoneAsync(ended.Subject, stop))?.Covered ?? ended.Covered;
        return ended with { Covered = covered is null ? null : ended.From > covered ? covered : covered > ended.Until ? covered : ended.Until };
    }

    private void Tell()
    {
        var what = run.Source ?? run.Entity!;
        parts.Feed.Publish(new Notice
        {
            At = parts.Clock.GetUtcNow(),
            Kind = NoticeKinds.ReconciliationEnded,
            Source = run.Source,
            Destination = run.Destination,
            Text = $"{run.Id} {run.State.ToString().ToLowerInvariant()}: {run.Seen} seen, {run.Missed} {(run.Source is null ? "differ" : "missed")}, {run.Failed} failed{(run.Error is null ? "" : $": {run.Error}")}",
        });
        if (run.State == ReconciliationState.Done)
        {
            LogDone(run.Id, what, run.Seen, run.Missed, run.Failed);
        }
        else if (run.State == ReconciliationState.Failed)
        {
            LogFailed(run.Id, what, run.Error, run.Seen, run.Missed);
        }
    }

    [LoggerMessage(LogEvents.ReconciliationWaits, LogLevel.Warning, "{ReconciliationId} waits for the store: {Reason}")]
    private partial void LogWaits(ReconciliationId reconciliationId, string reason);

    [LoggerMessage(LogEvents.ReconciliationDone, LogLevel.Information, "{ReconciliationId} of {Subject} is done: {Seen} seen, {Missed} repaired, {Failed} failed")]
    private partial void LogDone(ReconciliationId reconciliationId, string subject, long seen, long missed, long failed);

    [LoggerMessage(LogEvents.ReconciliationFailed, LogLevel.Warning, "{ReconciliationId} of {Subject} failed: {Reason}. Until then {Seen} were seen, {Missed} repaired")]
    private partial void LogFailed(ReconciliationId reconciliationId, string subject, string? reason, long seen, long missed);
}
