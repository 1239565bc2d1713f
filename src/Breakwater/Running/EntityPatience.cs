using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>
/// Lets time run out for events that wait in entities: it looks every few seconds, in the order in which their time ends. Of several nodes
/// that share a store one does it.
/// </summary>
internal sealed partial class EntityPatience(
    IEntityStore store,
    Func<IReadOnlyDictionary<string, EntityRules>> rules,
    Func<bool> isOurs,
    Action<IReadOnlyList<Delivery>> made,
    TimeProvider clock,
    ILogger logger)
{
    /// <summary>How often it looks: an event waits at most so much longer than it should.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly ILogger logger = logger;
    private bool failing;

    /// <summary>The loop: goes on until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(Every, clock, stop);

            // Without any kind of entity there is nothing that time could run out for by a rule.
            if (rules().Count > 0 && isOurs())
            {
                await TimeOutAsync(stop);
            }
        }
    }

    private async Task TimeOutAsync(CancellationToken stop)
    {
        try
        {
            TimedOut over;
            do
            {
                // A commit that has begun is not called back: its deliveries have to be handed over.
                stop.ThrowIfCancellationRequested();
                over = await store.TimeOutAsync(rules(), clock.GetUtcNow(), Limits.EntitiesPerCommit, CancellationToken.None);
                made(over.Deliveries);
                if (over.Entities > 0)
                {
                    LogOver(over.Entities, over.Deliveries.Count);
                }
            }
            while (over.Entities > 0);
            failing = false;
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

    [LoggerMessage(LogEvents.EntitiesTimedOut, LogLevel.Warning, "in {Entities} entities events have waited out their time: {Deliveries} deliveries were made of them, the rest is flagged")]
    private partial void LogOver(int entities, int deliveries);

    [LoggerMessage(LogEvents.TimingOutFails, LogLevel.Warning, "events that wait in entities could not run out of time, tried again: {Reason}")]
    private partial void LogFails(string reason);
}
