using Breakwater.Observing;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>Starts and stops everything in order: recover before delivering, stop taking before stopping to send, commit last.</summary>
internal sealed partial class Lifetime(Composition composition, EngineParts parts, HealthReport health, ILogger logger) : IAsyncDisposable
{
    /// <summary>How long the last commits of a stop may take once all attempts have ended.</summary>
    private static readonly TimeSpan LastCommits = TimeSpan.FromSeconds(10);

    private readonly ILogger logger = logger;
    private readonly Worker settling = new("settling", composition.Settler.RunAsync, logger);
    private readonly Worker fetching = new("fetching", composition.Dispatcher.RunAsync, logger);
    private readonly Worker retaining = new("retaining", composition.Retention.RunAsync, logger);
    private bool started;
    private bool stopping;

    public async Task StartAsync(CancellationToken cancellation)
    {
        composition.Ids.StartAfter(parts.Store.LastId);
        var interrupted = await parts.Store.Deliveries.RecoverAsync(parts.Clock.GetUtcNow(), cancellation);
        if (interrupted > 0)
        {
            LogInterrupted(interrupted);
        }

        composition.Recorder.Start();
        settling.Start();
        fetching.Start();
        retaining.Start();
        var backlogs = await parts.Store.Deliveries.BacklogsAsync(cancellation);
        composition.Dispatcher.Expect(backlogs);
        composition.Dispatcher.Start();
        await composition.Replayer.StartAsync(cancellation);
        started = true;
        LogStarted(parts.Node, backlogs.Sum(backlog => backlog.Waiting));
    }

    public async Task StopAsync(TimeSpan grace)
    {
        if (!started || stopping)
        {
            return;
        }

        stopping = true;
        await composition.Recorder.StopAsync();
        await composition.Replayer.StopAsync();
        await retaining.StopAsync();

        var atRest = composition.Dispatcher.StopAsync();
        try
        {
            await atRest.WaitAsync(grace, parts.Clock);
        }
        catch (TimeoutException)
        {
            await composition.CutOff.CancelAsync();
            await atRest;
        }

        await fetching.StopAsync();
        composition.Settler.Complete();
        using var patience = new CancellationTokenSource(LastCommits, parts.Clock);
        await settling.EndAsync(patience.Token);
        LogStopped(parts.Node);
    }

    public Task<Health> HealthAsync(CancellationToken cancellation) =>
        health.AskAsync(started, stopping, [settling, fetching, retaining], cancellation);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        settling.Dispose();
        fetching.Dispose();
        retaining.Dispose();
        composition.Dispose();
    }

    [LoggerMessage(LogEvents.EngineStarted, LogLevel.Information, "{Node} has started: {Waiting} deliveries wait")]
    private partial void LogStarted(string node, long waiting);

    [LoggerMessage(LogEvents.EngineStopped, LogLevel.Information, "{Node} has stopped; everything is committed")]
    private partial void LogStopped(string node);

    [LoggerMessage(LogEvents.AttemptsInterrupted, LogLevel.Warning, "{Attempts} attempts were under way when the process ended; they may have taken effect and are made again")]
    private partial void LogInterrupted(int attempts);
}
