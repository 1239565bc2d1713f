using System.Globalization;
using System.Threading.Channels;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Routing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;
using EventId = Breakwater.Model.EventId;

namespace Breakwater.Alerting;

/// <summary>
/// Breakwater's own events: what a person should know becomes an event of the source <c>breakwater</c>, and goes where routes lead it. One
/// that no route takes is a notice and a line of the log, and is not recorded. Deliveries of alerts that die raise none. Safe for
/// concurrent use.
/// </summary>
internal sealed partial class Alerts(AlertParts parts)
{
    /// <summary>How often it looks at sources and backlogs.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private static readonly Header[] Headers = [new("Content-Type", "application/json")];

    private readonly ILogger logger = parts.Logger;
    private readonly Deaths deaths = new(AlertKinds.DeliveryDead, static (count, destination) => count == 1
        ? $"a delivery to {destination} was given up"
        : string.Create(CultureInfo.InvariantCulture, $"{count} deliveries to {destination} were given up"));

    private readonly Deaths holds = new(AlertKinds.KeyHeld, static (count, destination) => count == 1
        ? $"a key is held at {destination}: what comes after waits for a person"
        : string.Create(CultureInfo.InvariantCulture, $"{count} keys are held at {destination}: what comes after waits for a person"));

    private readonly BrokenOff broken = new();
    private readonly Silences silences = new(parts.Store.Search);
    private readonly Backlogs backlogs = new(parts.Store.Deliveries);
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Channel<Alert> raised = Channel.CreateBounded<Alert>(
        new BoundedChannelOptions(Limits.AlertsWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private bool failing;

    /// <summary>Says something, soon and at most once for its id. Never waits; beyond <see cref="Limits.AlertsWaiting"/> it is only a notice.</summary>
    public void Raise(Alert alert)
    {
        LogRaised(alert.Kind, alert.Text);
        parts.Feed.Publish(new Notice
        {
            At = alert.At,
            Kind = NoticeKinds.AlertRaised,
            Type = alert.Kind,
            Text = alert.Text,
            Destination = alert.Destination,
            Source = alert.Source ?? alert.Event?.Source,
            EventId = alert.Event?.Id,
            DeliveryId = alert.Delivery?.Id,
        });
        raised.Writer.TryWrite(alert);
        bell.Writer.TryWrite(true);
    }

    /// <summary>A delivery was given up, and that is committed.</summary>
    public void Died(DueDelivery due, Settlement settlement)
    {
        if (due.Event.Source != AlertKinds.Source && deaths.Add(due, settlement.Attempt.Error ?? settlement.Attempt.Decision, settlement.At))
        {
            bell.Writer.TryWrite(true);
        }
    }

    /// <summary>A delivery holds the later ones of its key, and that is committed.</summary>
    public void Held(DueDelivery due, Settlement settlement)
    {
        if (due.Event.Source != AlertKinds.Source && holds.Add(due, settlement.Attempt.Error ?? settlement.Attempt.Decision, settlement.At))
        {
            bell.Writer.TryWrite(true);
        }
    }

    /// <summary>A destination is left alone, since a moment and until another.</summary>
    public void BreakerOpened(string destination, DateTimeOffset until)
    {
        if (broken.Tell(destination, parts.Clock.GetUtcNow(), until) is { } alert)
        {
            Raise(alert);
        }
    }

    /// <summary>The loop: goes on until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var minute = parts.Clock.CreateTimer(static bell => ((ChannelWriter<bool>)bell!).TryWrite(true), bell.Writer, Every, Timeout.InfiniteTimeSpan);
        var looked = parts.Clock.GetUtcNow();
        while (await bell.Reader.WaitToReadAsync(stop))
        {
            bell.Reader.TryRead(out _);
            var now = parts.Clock.GetUtcNow();
            RaiseAll(deaths.Take(now));
            RaiseAll(holds.Take(now));
            if (now >= looked + Every || now < looked)
            {
                looked = now;
                await LookAsync(now, stop);
            }

            await RecordAsync(stop);
            minute.Change(Every, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task LookAsync(DateTimeOffset now, CancellationToken stop)
    {
        if (!parts.IsOurs())
        {
            silences.Forget();
            return;
        }

        try
        {
            var settings = parts.Settings();
            RaiseAll(await backlogs.LookAsync(settings, now, stop));
            RaiseAll(await silences.LookAsync(settings.Sources.Keys, now, stop));
        }
        catch (StoreUnavailableException)
        {
            // Whoever records or settles says so; the next minute looks again.
        }
    }

    private void RaiseAll(IReadOnlyList<Alert> alerts)
    {
        foreach (var alert in alerts)
        {
            Raise(alert);
        }
    }

    /// <summary>Records what was raised; what cannot be recorded now stays first in line.</summary>
    private async Task RecordAsync(CancellationToken stop)
    {
        while (raised.Reader.TryPeek(out var alert))
        {
            var recording = RecordingOf(alert);
            if (recording.Deliveries.Count > 0)
            {
                var result = await parts.Record(recording, stop);
                if (result.Fault is { } fault)
                {
                    Tell(fault);
                    return;
                }
            }

            failing = false;
            raised.Reader.TryRead(out _);
        }
    }

    private Storage.Recording RecordingOf(Alert alert)
    {
        var now = parts.Clock.GetUtcNow();
        var evt = new Event
        {
            Id = new EventId(parts.Ids.Next()),
            Source = AlertKinds.Source,
            IdempotencyId = alert.Id,
            Type = alert.Kind,
            Key = alert.Destination ?? alert.Source,
            OccurredAt = alert.At,
            ReceivedAt = now,
            Headers = Headers,
            Body = alert.Body(parts.Node),
        };

        // That a destination is in trouble is not said to it.
        var plan = new Plan([.. parts.Router().Plan(evt).Stops.Where(stop => stop.Destination != alert.Destination)]);
        return new Storage.Recording(evt, plan.Deliveries(evt, parts.Ids, now, parts.Shard()));
    }

    private void Tell(string fault)
    {
        if (!failing)
        {
            LogFails(fault);
        }

        failing = true;
    }

    [LoggerMessage(LogEvents.AlertRaised, LogLevel.Warning, "alert {Alert}: {Text}")]
    private partial void LogRaised(string alert, string text);

    [LoggerMessage(LogEvents.AlertFails, LogLevel.Warning, "an alert could not be recorded, tried again each minute: {Reason}")]
    private partial void LogFails(string reason);
}
