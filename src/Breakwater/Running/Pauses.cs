using Breakwater.Delivering;
using Breakwater.Observing;
using Breakwater.Storage;
using Breakwater.Waiting;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>Which destinations a person has paused: kept in the store, known to all nodes, told to the lines. Safe for concurrent use.</summary>
internal sealed partial class Pauses(IStore store, Dispatcher dispatcher, Feed feed, TimeProvider clock, ILogger logger)
{
    private readonly ILogger logger = logger;
    private readonly Turns one = new(1);
    private Dictionary<string, DateTimeOffset> paused = new(StringComparer.Ordinal);
    private bool inDoubt;

    /// <summary>Takes over what the store says: at a start, and when another node may have changed it.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be asked.</exception>
    public Task ReadAsync(CancellationToken cancellation) => AloneAsync(
        async () =>
        {
            var now = await store.Pauses.ListAsync(cancellation);
            var next = now.ToDictionary(pause => pause.Destination, pause => pause.Since, StringComparer.Ordinal);
            var gone = paused.Keys.Where(name => !next.ContainsKey(name)).ToList();
            paused = next;
            inDoubt = false;
            gone.ForEach(name => dispatcher.Find(name)?.Pause(null));
            Enforce();
            return true;
        },
        cancellation);

    /// <summary>Takes over what the store says where it may have done what it was asked without an answer.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be asked.</exception>
    public Task MendAsync(CancellationToken cancellation) => Volatile.Read(ref inDoubt) ? ReadAsync(cancellation) : Task.CompletedTask;

    /// <summary>Tells all lines again: some of them may be new.</summary>
    public void Enforce()
    {
        foreach (var (name, since) in paused)
        {
            dispatcher.Find(name)?.Pause(since);
        }
    }

    /// <summary>Holds everything for a destination.</summary>
    public Task PauseAsync(string destination, CancellationToken cancellation) => AloneAsync(
        async () =>
        {
            var now = clock.GetUtcNow();
            var pause = await store.Pauses.PauseAsync(destination, now, cancellation);
            paused = new Dictionary<string, DateTimeOffset>(paused, StringComparer.Ordinal) { [destination] = pause.Since };
            dispatcher.Find(destination)?.Pause(pause.Since);
            if (pause.Since == now)
            {
                Tell(NoticeKinds.DestinationPaused, destination, now);
                LogPaused(destination);
            }

            await SignalAsync(destination, cancellation);
            return true;
        },
        cancellation);

    /// <summary>Lets a destination go on.</summary>
    /// <returns>False when it was not paused.</returns>
    public Task<bool> ResumeAsync(string destination, CancellationToken cancellation) => AloneAsync(
        async () =>
        {
            var was = await store.Pauses.ResumeAsync(destination, cancellation);

            // Another node, or an earlier try whose answer was lost, may have done it already: the line goes on in any case.
            paused = paused.Where(pause => pause.Key != destination).ToDictionary(StringComparer.Ordinal);
            dispatcher.Find(destination)?.Pause(null);
            if (!was)
            {
                return false;
            }

            Tell(NoticeKinds.DestinationResumed, destination, clock.GetUtcNow());
            LogResumed(destination);
            await SignalAsync(destination, cancellation);
            return true;
        },
        cancellation);

    private async Task<T> AloneAsync<T>(Func<Task<T>> act, CancellationToken cancellation)
    {
        await one.TakeAsync(cancellation);
        try
        {
            return await act();
        }
        catch (StoreUnavailableException)
        {
            inDoubt = true;
            throw;
        }
        finally
        {
            one.Return();
        }
    }

    /// <summary>Wakes the other nodes; they would find it by themselves within a third of a lease.</summary>
    private async Task SignalAsync(string destination, CancellationToken cancellation)
    {
        try
        {
            await (store.Leases?.TellAsync(new LeaseSignal(LeaseSignalKind.Pauses, destination), cancellation) ?? Task.CompletedTask);
        }
        catch (StoreUnavailableException)
        {
            // It is committed.
        }
    }

    private void Tell(string kind, string destination, DateTimeOffset now) => feed.Publish(new Notice { At = now, Kind = kind, Destination = destination });

    [LoggerMessage(LogEvents.DestinationPaused, LogLevel.Information, "{Destination} is paused on request: nothing is sent to it until it is resumed")]
    private partial void LogPaused(string destination);

    [LoggerMessage(LogEvents.DestinationResumed, LogLevel.Information, "{Destination} goes on, on request")]
    private partial void LogResumed(string destination);
}
