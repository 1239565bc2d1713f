using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Storage;
using Breakwater.Waiting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Reconciling;

/// <summary>
/// Begins reconciliations when they are due or asked for, and carries them on across restarts. Of several nodes that share a store one does
/// it: another one only writes down that it was asked.
/// </summary>
internal sealed partial class Reconciler(ReconcilingParts parts) : IDisposable
{
    /// <summary>How often it looks for what is due, and for what another node was asked for.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly ILogger logger = parts.Logger;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private readonly Turns turns = new(Limits.ReconciliationsAtOnce);
    private readonly Subjects subjects = new(parts);
    private readonly Dictionary<ReconciliationId, (Task Run, CancellationTokenSource End)> runs = [];
    private bool stopping;
    private bool failing;
    private bool looked;

    /// <summary>The bug that ended a run's loop; null while all is well. The run goes on after a restart.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>The loop: goes on until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(Every, parts.Clock, stop);
            if (!parts.IsOurs())
            {
                Drop();
            }
            else if (!looked || subjects.Any)
            {
                await LookAsync(stop);
            }
        }
    }

    /// <summary>Ends the runs under way; what is left goes on at the next start.</summary>
    public async Task StopAsync()
    {
        Task[] under;
        lock (gate)
        {
            stopping = true;
            under = [.. runs.Values.Select(run => run.Run)];
        }

        // Not CancelAsync, which calls back on a thread of the pool.
        ending.Cancel();
        await Awaited.AllAsync(under);
    }

    /// <inheritdoc />
    public void Dispose() => ending.Dispose();

    /// <summary>Begins one because it was asked for.</summary>
    /// <param name="subject">What is reconciled.</param>
    /// <param name="since">From when on; null: where the last one ended.</param>
    /// <param name="dryRun">True to repair nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The run; null where one of this subject is running already.</returns>
    /// <exception cref="StoreUnavailableException">It was not begun.</exception>
    public async Task<Reconciliation?> BeginAsync(Subject subject, DateTimeOffset? since, bool dryRun, CancellationToken cancellation)
    {
        var run = await subjects.MakeAsync(subject, since, dryRun, scheduled: false, cancellation);
        if (!await parts.Store.Reconciliations.CreateAsync(run, cancellation))
        {
            return null;
        }

        LogStarted(run.Id, subject.Name);
        if (parts.IsOurs())
        {
            Begin(run);
        }

        return run;
    }

    /// <summary>Stops one; what it repaired until then stays.</summary>
    public async Task<Reconciliation?> CancelAsync(ReconciliationId id, CancellationToken cancellation)
    {
        var found = await parts.Store.Reconciliations.CancelAsync(id, parts.Clock.GetUtcNow(), cancellation);
        lock (gate)
        {
            if (runs.TryGetValue(id, out var run))
            {
                run.End.Cancel();
            }
        }

        return found;
    }

    /// <summary>Ends the runs of a node that does not do this any more; another one goes on with them.</summary>
    private void Drop()
    {
        lock (gate)
        {
            foreach (var run in runs.Values)
            {
                run.End.Cancel();
            }
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        try
        {
            foreach (var run in await parts.Store.Reconciliations.RunningAsync(stop))
            {
                Begin(run);
            }

            foreach (var due in await subjects.DueAsync(stop))
            {
                stop.ThrowIfCancellationRequested();
                if (await parts.Store.Reconciliations.CreateAsync(due, CancellationToken.None))
                {
                    Begin(due);
                }
            }

            (looked, failing) = (true, false);
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

    private void Begin(Reconciliation run)
    {
        lock (gate)
        {
            if (!stopping && !runs.ContainsKey(run.Id))
            {
                var end = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
                runs[run.Id] = (CarryAsync(run, end), end);
            }
        }
    }

    private async Task CarryAsync(Reconciliation run, CancellationTokenSource end)
    {
        // Whoever begins it goes on at once, and the lock of the caller is free.
        await Task.Yield();
        try
        {
            await turns.TakeAsync(end.Token);
            try
            {
                subjects.Ended(await new RunLoop(run, subjects.Steps(run), parts).RunAsync(end.Token));
            }
            finally
            {
                turns.Return();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It goes on at the next start, or at another node; or a person has stopped it.
        }
        catch (Exception bug)
        {
            Fault = bug;
            LogBroke(bug, run.Id);
        }

        lock (gate)
        {
            runs.Remove(run.Id);
            end.Dispose();
        }
    }

    [LoggerMessage(LogEvents.ReconciliationStarted, LogLevel.Information, "{ReconciliationId} begins: {Subject}")]
    private partial void LogStarted(ReconciliationId reconciliationId, string subject);

    [LoggerMessage(LogEvents.SchedulingFails, LogLevel.Warning, "what is due to be reconciled could not be looked for, tried again: {Reason}")]
    private partial void LogFails(string reason);

    [LoggerMessage(LogEvents.ReconciliationBroke, LogLevel.Critical, "{ReconciliationId} broke and goes on after a restart: this is a bug")]
    private partial void LogBroke(Exception bug, ReconciliationId reconciliationId);
}
