using System.Globalization;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Routing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Replaying;

/// <summary>
/// One bulk replay on its way, oldest event first. Each step commits its deliveries together with the cursor behind them, so that a
/// crash at any moment neither skips an event nor sends one again.
/// </summary>
internal sealed partial class ReplayRun(Replay replay, ReplayParts parts)
{
    private static readonly TimeSpan LeastBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostBackoff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    private readonly ILogger logger = parts.Logger;
    private readonly ReplayPace pace = new(replay.Rate, parts.Clock);
    private long? toldAt;
    private bool taken;
    private bool inDoubt;

    /// <summary>Goes on until it is done, cancelled, another node's, or told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var backoff = LeastBackoff;
        var failing = false;
        while (replay.State == ReplayState.Running && !taken)
        {
            try
            {
                await Task.Delay(pace.Wait, parts.Clock, stop);
                await StepAsync(stop);
                backoff = LeastBackoff;
                failing = false;
            }
            catch (StoreUnavailableException unavailable)
            {
                if (!failing)
                {
                    LogWaits(replay.Id, unavailable.Message);
                }

                failing = true;
                inDoubt = true;
                await Task.Delay(backoff, parts.Clock, stop);
                backoff = backoff * 2 < MostBackoff ? backoff * 2 : MostBackoff;
            }
        }
    }

    /// <summary>A step that failed may have been committed all the same: it goes on from where the store has it.</summary>
    /// <returns>Whether it still runs.</returns>
    private async Task<bool> AskAsync(CancellationToken stop)
    {
        replay = await parts.Store.Replays.FindAsync(replay.Id, stop) ?? replay;
        inDoubt = false;
        if (replay.State == ReplayState.Running)
        {
            return true;
        }

        Tell();
        return false;
    }

    private async Task StepAsync(CancellationToken stop)
    {
        if (inDoubt && !await AskAsync(stop))
        {
            return;
        }

        var events = await parts.Store.Replays.NextAsync(replay, pace.Step, stop);
        var places = await parts.PlacesAsync(events, replay.To, stop);
        var now = parts.Clock.GetUtcNow();
        var recordings = new List<Storage.Recording>(events.Count);
        var deliveries = new List<Delivery>(events.Count);
        foreach (var evt in events)
        {
            var again = new Again(parts.Ids, now, parts.Shard(), replay.Id, Forced: false);
            var made = EntityPlan.Again(parts.Plan(evt, replay.To), evt, places[evt.Id], again);
            recordings.Add(new Storage.Recording(evt, made));
            deliveries.AddRange(made);
        }

        var next = events.Count > 0
            ? replay with { Cursor = events[^1].Id, Done = replay.Done + events.Count, Deliveries = replay.Deliveries + deliveries.Count }
            : replay with { State = ReplayState.Done, EndedAt = now };

        // A step that has begun is not called back: its answer says whether it counts.
        stop.ThrowIfCancellationRequested();
        if (!await parts.Store.Replays.AdvanceAsync(next, deliveries, CancellationToken.None))
        {
            await RefusedAsync(stop);
            return;
        }

        replay = next;
        HandOver(recordings, now);
        pace.Took(events.Count, events.Sum(evt => (long)evt.Body.Length));
        parts.Telemetry.Replayed(events.Count);
        Tell();
    }

    /// <summary>Where an event goes in order, the store knows whether it may be sent: it is fetched from there.</summary>
    private void HandOver(List<Storage.Recording> recordings, DateTimeOffset now)
    {
        foreach (var recording in recordings)
        {
            parts.Committed(recording with { Deliveries = [.. recording.Deliveries.Where(delivery => delivery.Turn is null)] });
        }

        foreach (var destination in recordings.SelectMany(recording => recording.Deliveries).Where(delivery => delivery.Turn is not null)
            .Select(delivery => delivery.Destination).Distinct(StringComparer.Ordinal))
        {
            parts.Expect(destination, now);
        }
    }

    /// <summary>The store refuses a step of a replay that is not running any more, or that another node carries on by now.</summary>
    private async Task RefusedAsync(CancellationToken stop)
    {
        var found = await parts.Store.Replays.FindAsync(replay.Id, stop);
        if (found is { State: not ReplayState.Running })
        {
            replay = found;
            Tell();
            return;
        }

        taken = parts.Store.Leases is not null
            ? true
            : throw new InvalidOperationException($"the store refused a step of {replay.Id}, which it says is running");
    }

    private void Tell()
    {
        var now = parts.Clock.GetTimestamp();
        if (replay.State == ReplayState.Running && toldAt is { } told && parts.Clock.GetElapsedTime(told, now) < ProgressEvery)
        {
            return;
        }

        toldAt = now;
        parts.Feed.Publish(Progress(replay, parts.Clock.GetUtcNow()));
        switch (replay.State)
        {
            case ReplayState.Done:
                LogDone(replay.Id, replay.Done, replay.Deliveries);
                break;
            case ReplayState.Cancelled:
                LogCancelled(replay.Id, replay.Done, replay.Total, replay.Deliveries);
                break;
        }
    }

    private static Notice Progress(Replay replay, DateTimeOffset now) => new()
    {
        At = now,
        Kind = NoticeKinds.ReplayProgress,
        ReplayId = replay.Id,
        Source = replay.Filter.Source,
        Text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Word(replay.State)}: {replay.Done} of {replay.Total} events, {replay.Deliveries} deliveries"),
    };

    private static string Word(ReplayState state) => state switch
    {
        ReplayState.Running => "running",
        ReplayState.Done => "done",
        ReplayState.Cancelled => "cancelled",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    [LoggerMessage(LogEvents.ReplayWaits, LogLevel.Warning, "{ReplayId} waits for the store: {Reason}")]
    private partial void LogWaits(ReplayId replayId, string reason);

    [LoggerMessage(LogEvents.ReplayDone, LogLevel.Information, "{ReplayId} is done: {Events} events, {Deliveries} deliveries")]
    private partial void LogDone(ReplayId replayId, long events, long deliveries);

    [LoggerMessage(LogEvents.ReplayCancelled, LogLevel.Information, "{ReplayId} was cancelled after {Events} of {Total} events, {Deliveries} deliveries")]
    private partial void LogCancelled(ReplayId replayId, long events, long total, long deliveries);
}
