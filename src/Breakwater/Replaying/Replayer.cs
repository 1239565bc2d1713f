using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Routing;
using Breakwater.Storage;
using Breakwater.Waiting;
using Microsoft.Extensions.Logging;
using EventId = Breakwater.Model.EventId;

namespace Breakwater.Replaying;

/// <summary>Sends recorded events again, on purpose: one at once, or many in bulk, paced, with progress, across restarts.</summary>
internal sealed partial class Replayer(ReplayParts parts) : IDisposable
{
    private readonly ILogger logger = parts.Logger;
    private readonly Lock gate = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Turns turns = new(Limits.ReplaysAtOnce);
    private readonly Dictionary<ReplayId, (Task Run, CancellationTokenSource End)> runs = [];
    private bool stopping;
    private volatile bool inDoubt;

    /// <summary>The bug that ended a replay's loop; null while all is well. The replay goes on after a restart.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Goes on with all replays of this node that a restart or another node left unfinished, oldest first.</summary>
    public async Task AdoptAsync(CancellationToken cancellation)
    {
        inDoubt = false;
        var kept = await parts.Store.Replays.ListAsync(int.MaxValue, cancellation);
        foreach (var replay in kept.Where(replay => replay.State == ReplayState.Running && IsOurs(replay.Id)).Reverse())
        {
            Begin(replay);
        }
    }

    /// <summary>Goes on with one that the store may have kept without an answer; whoever asked for it was told that it was not begun.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be asked.</exception>
    public async Task MendAsync(CancellationToken cancellation)
    {
        if (inDoubt)
        {
            try
            {
                await AdoptAsync(cancellation);
            }
            catch (StoreUnavailableException)
            {
                inDoubt = true;
                throw;
            }
        }
    }

    /// <summary>Ends the runs that are not this node's any more; another one goes on with them.</summary>
    public void Drop()
    {
        lock (gate)
        {
            foreach (var (id, run) in runs)
            {
                if (!IsOurs(id))
                {
                    run.End.Cancel();
                }
            }
        }
    }

    /// <summary>Ends after the steps under way; what is left goes on at the next start.</summary>
    public async Task StopAsync()
    {
        Task[] ending;
        lock (gate)
        {
            stopping = true;
            ending = [.. runs.Values.Select(run => run.Run)];
        }

        // Not CancelAsync, which calls back on a thread of the pool.
        stop.Cancel();
        await Task.WhenAll(ending);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stop.Dispose();
    }

    /// <summary>How many events a bulk replay would send again: a dry run.</summary>
    public Task<long> CountAsync(EventFilter filter, CancellationToken cancellation) => parts.Store.Search.CountEventsAsync(filter, cancellation);

    /// <summary>Begins a bulk replay.</summary>
    /// <exception cref="ArgumentException">A destination is named that there is none of, or the rate is not above zero.</exception>
    /// <exception cref="StoreUnavailableException">It was not begun.</exception>
    public async Task<Replay> BeginAsync(EventFilter filter, IReadOnlyList<string>? to, double? rate, CancellationToken cancellation)
    {
        if (Unknown(to) is { } refusal)
        {
            throw new ArgumentException(refusal, nameof(to));
        }

        if (rate is { } perSecond && !(perSecond > 0 && double.IsFinite(perSecond)))
        {
            throw new ArgumentException("the rate is a number above zero", nameof(rate));
        }

        var replay = new Replay
        {
            Id = await NextIdAsync(cancellation),
            Filter = filter,
            To = to,
            Rate = rate,
            CreatedAt = parts.Clock.GetUtcNow(),
            Total = await parts.Store.Search.CountEventsAsync(filter, cancellation),
        };
        await CreateAsync(replay, cancellation);
        LogStarted(replay.Id, replay.Total);
        if (IsOurs(replay.Id))
        {
            Begin(replay);
        }
        else
        {
            await parts.Elsewhere(cancellation);
        }

        return replay;
    }

    private async Task CreateAsync(Replay replay, CancellationToken cancellation)
    {
        try
        {
            await parts.Store.Replays.CreateAsync(replay, cancellation);
        }
        catch (StoreUnavailableException)
        {
            inDoubt = true;
            throw;
        }
    }

    /// <summary>
    /// An id behind all events that are there: it is where the replay ends. Other nodes' ids may be ahead of this one's.
    /// </summary>
    private async Task<ReplayId> NextIdAsync(CancellationToken cancellation)
    {
        var newest = await parts.Store.Search.EventsAsync(new EventFilter(), new PageRequest(1, After: null), cancellation);
        if (newest.Items is [var line, ..])
        {
            parts.Ids.StartAfter(line.Event.Id.Value.High);
        }

        return new ReplayId(parts.Ids.Next());
    }

    /// <summary>Stops a bulk replay; a step under way counts whole or not at all.</summary>
    public Task<Replay?> CancelAsync(ReplayId id, CancellationToken cancellation) =>
        parts.Store.Replays.CancelAsync(id, parts.Clock.GetUtcNow(), cancellation);

    /// <summary>Sends one event again: through today's routes (<paramref name="to"/> null) or to the named destinations.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was made.</exception>
    /// <param name="id">The event.</param>
    /// <param name="to">The destinations; null for today's routes.</param>
    /// <param name="force">True to send it in its order though a destination may have newer state: old news wins then, on purpose.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Resent> ReplayAsync(EventId id, IReadOnlyList<string>? to, bool force, CancellationToken cancellation)
    {
        if (await parts.Store.Search.EventAsync(id, cancellation) is not { Summary.Event: var evt })
        {
            return new Resent(Found: false, [], Refusal: null);
        }

        if (Unknown(to) is { } refusal)
        {
            return new Resent(Found: true, [], refusal);
        }

        var places = await parts.PlacesAsync([evt], to, cancellation);
        var again = new Again(parts.Ids, parts.Clock.GetUtcNow(), parts.Shard(), Replay: null, force);
        var deliveries = EntityPlan.Again(parts.Plan(evt, to), evt, places[id], again);
        if (deliveries.Count == 0)
        {
            return new Resent(Found: true, [], CallEvent.IsCall(evt)
                ? "it is a call: retry its delivery, or make it again under another idempotency key"
                : places[id].Any() ? "its entity has not applied this event: only by force it is sent again"
                : "no route of today's configuration matches this event");
        }

        var ordered = await parts.Store.Deliveries.AddAsync(deliveries, cancellation);
        deliveries = [.. deliveries.Where(delivery => delivery.Turn is null), .. ordered];
        parts.Telemetry.Replayed(1);
        LogReplayed(id, deliveries.Count);
        parts.Committed(new Storage.Recording(evt, deliveries));
        return new Resent(Found: true, deliveries, Refusal: null);
    }

    private string? Unknown(IReadOnlyList<string>? to)
    {
        var router = parts.Router();
        return to is { Count: 0 } ? "no destination is named"
            : to?.FirstOrDefault(name => !router.Knows(name)) is { } name
                ? string.Create(CultureInfo.InvariantCulture, $"there is no destination {Printable.Of(name)}")
                : null;
    }

    private void Begin(Replay replay)
    {
        lock (gate)
        {
            if (!stopping && !runs.ContainsKey(replay.Id))
            {
                var end = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                runs[replay.Id] = (RunAsync(replay, end), end);
            }
        }
    }

    private bool IsOurs(ReplayId id) => parts.IsOurs(Shards.Of(id));

    private async Task RunAsync(Replay replay, CancellationTokenSource end)
    {
        // Whoever begins it goes on at once, and the lock of the caller is free.
        await Task.Yield();
        try
        {
            await turns.TakeAsync(end.Token);
            try
            {
                await new ReplayRun(replay, parts).RunAsync(end.Token);
            }
            finally
            {
                turns.Return();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // It goes on at the next start, or at another node.
        }
        catch (Exception bug)
        {
            Fault = bug;
            LogBroke(bug, replay.Id);
        }

        lock (gate)
        {
            runs.Remove(replay.Id);
            end.Dispose();
        }
    }

    [LoggerMessage(LogEvents.ReplayStarted, LogLevel.Information, "{ReplayId} begins: {Events} events")]
    private partial void LogStarted(ReplayId replayId, long events);

    [LoggerMessage(LogEvents.EventReplayed, LogLevel.Information, "{EventId} is sent again: {Deliveries} deliveries")]
    private partial void LogReplayed(EventId eventId, int deliveries);

    [LoggerMessage(LogEvents.ReplayBroke, LogLevel.Critical, "{ReplayId} broke and goes on after a restart: this is a bug")]
    private partial void LogBroke(Exception bug, ReplayId replayId);
}
