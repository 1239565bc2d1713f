using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>
/// What a start does before anything else: ids go on after the newest of the store, attempts that a crash interrupted are said to be
/// so, and the lines learn what the store owes. The deliveries themselves are fetched as lines have room, so a million of them don't
/// hold up a start. Doing it again changes nothing.
/// </summary>
internal sealed partial class Recovery(IStore store, IdSource ids, Dispatcher dispatcher, TimeProvider clock, ILogger logger)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        ids.StartAfter(store.LastId);
        var interrupted = await store.Deliveries.RecoverAsync(clock.GetUtcNow(), cancellation);
        if (interrupted > 0)
        {
            LogInterrupted(interrupted);
        }

        var backlogs = await store.Deliveries.BacklogsAsync(cancellation);
        dispatcher.Expect(backlogs);
        LogStarted(backlogs.Sum(backlog => backlog.Waiting), backlogs.Count);
    }

    [LoggerMessage(LogEvents.AttemptsInterrupted, LogLevel.Warning, "{Attempts} attempts were under way when the last process ended: they may have taken effect, and are made again")]
    private partial void LogInterrupted(int attempts);

    [LoggerMessage(LogEvents.EngineStarted, LogLevel.Information, "started: {Waiting} deliveries wait, for {Destinations} destinations")]
    private partial void LogStarted(long waiting, int destinations);
}
