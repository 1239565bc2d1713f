using Breakwater.Observing;
using Breakwater.Waiting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>Starts and stops everything in order: recover before delivering, stop taking before stopping to send, commit last.</summary>
internal sealed partial class Lifetime(Composition composition, EngineParts parts, HealthReport health, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long attempts that were cut off, and then the last commits, may take after the grace of a stop.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ILogger logger = logger;
    private readonly Lock gate = new();
    private readonly Worker settling = new("settling", composition.Settler.RunAsync, logger);
    private readonly Worker fetching = new("fetching", composition.Dispatcher.RunAsync, logger);
    private readonly Worker watching = new("watching the clock", composition.Watch.RunAsync, logger);
    private readonly Worker retaining = new("retaining", composition.Retention.RunAsync, logger);
    private readonly Worker alerting = new("alerting", composition.Alerts.RunAsync, logger);
    private readonly Worker judging = new("judging", composition.Patience.RunAsync, logger);
    private readonly Worker reading = new("reading for the gauges", composition.Readings.RunAsync, logger);
    private readonly Worker reconciling = new("reconciling", composition.Reconciler.RunAsync, logger);
    private bool started;
    private bool stopping;
    private Task? stopped;

    public async Task StartAsync(CancellationToken cancellation)
    {
        composition.Ids.StartAfter(parts.Store.LastId);
        await RecoverAsync(cancellation);
        composition.Recorder.Start();
        settling.Start();
        fetching.Start();
        retaining.Start();
        alerting.Start();
        judging.Start();
        reading.Start();
        reconciling.Start();
        await composition.Watch.BoundAsync(composition.InForce.Settings, cancellation);
        watching.Start();
        var backlogs = await parts.Store.Deliveries.BacklogsAsync(composition.Tenure.Share.Shards, cancellation);
        composition.Dispatcher.Expect(backlogs);
        await composition.Pauses.ReadAsync(cancellation);
        composition.Dispatcher.Start();
        await composition.Replayer.AdoptAsync(cancellation);
        composition.Members?.Start();
        started = true;
        LogStarted(parts.Node, backlogs.Sum(backlog => backlog.Waiting));
    }

    /// <summary>Stops once, however often it is called.</summary>
    public Task StopAsync(TimeSpan grace)
    {
        lock (gate)
        {
            stopping = true;
            return stopped ??= started ? StopOnceAsync(grace) : Task.CompletedTask;
        }
    }

    public Task<Health> HealthAsync(CancellationToken cancellation) =>
        health.AskAsync(started, stopping, Broken(), cancellation);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        settling.Dispose();
        fetching.Dispose();
        watching.Dispose();
        retaining.Dispose();
        alerting.Dispose();
        judging.Dispose();
        reading.Dispose();
        reconciling.Dispose();
        composition.Dispose();
    }

    private async Task StopOnceAsync(TimeSpan grace)
    {
        // The lines close first: what is still recorded is left in the store for the next start.
        var atRest = composition.Dispatcher.StopAsync();
        var taken = composition.Recorder.StopAsync();
        await reconciling.StopAsync();
        await composition.Reconciler.StopAsync();
        await taken;
        await alerting.StopAsync();
        await composition.Replayer.StopAsync();
        await retaining.StopAsync();
        await judging.StopAsync();
        await reading.StopAsync();
        if (!await Awaited.WithinAsync(atRest, grace, parts.Clock))
        {
            composition.CutOff.Cancel();
            await watching.StopAsync();
            await Awaited.WithinAsync(atRest, Patience, parts.Clock);
        }

        await fetching.StopAsync();
        await watching.StopAsync();
        composition.Settler.Complete();
        using var patience = new CancellationTokenSource(Patience, parts.Clock);
        await settling.EndAsync(patience.Token);
        if (composition.Members is { } members)
        {
            await members.LeaveAsync(patience.Token);
        }

        LogStopped(parts.Node, composition.Settler.Waiting);
    }

    /// <summary>Of one node what it left, of several what those left whose shards this one takes.</summary>
    private async Task RecoverAsync(CancellationToken cancellation)
    {
        if (composition.Members is { } members)
        {
            await members.JoinAsync(cancellation);
            return;
        }

        var interrupted = await parts.Store.Deliveries.RecoverAsync(parts.Clock.GetUtcNow(), cancellation);
        if (interrupted > 0)
        {
            LogInterrupted(interrupted);
        }
    }

    /// <summary>What a bug has ended, by name.</summary>
    private IEnumerable<string> Broken()
    {
        foreach (var worker in new[] { settling, fetching, watching, retaining, alerting, judging, reading, reconciling }.Where(worker => worker.Fault is not null))
        {
            yield return worker.Name;
        }

        foreach (var name in composition.Members?.Broken ?? [])
        {
            yield return name;
        }

        if (composition.Recorder.Completion.IsFaulted)
        {
            yield return "recording";
        }

        if (composition.Replayer.Fault is not null)
        {
            yield return "replaying";
        }

        if (composition.Reconciler.Fault is not null)
        {
            yield return "reconciling";
        }

        if (composition.Reactions.BrokenLine is { } destination)
        {
            yield return $"sending to {destination}";
        }
    }

    [LoggerMessage(LogEvents.EngineStarted, LogLevel.Information, "{Node} has started: {Waiting} deliveries wait")]
    private partial void LogStarted(string node, long waiting);

    [LoggerMessage(LogEvents.EngineStopped, LogLevel.Information, "{Node} has stopped; {Unsettled} attempts could not be committed, and are made again at the next start")]
    private partial void LogStopped(string node, int unsettled);

    [LoggerMessage(LogEvents.AttemptsInterrupted, LogLevel.Warning, "{Attempts} attempts were under way when the process ended; they may have taken effect and are made again")]
    private partial void LogInterrupted(int attempts);
}
