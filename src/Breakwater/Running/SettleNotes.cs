using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Settling;
using Microsoft.Extensions.Logging;
using EventId = Breakwater.Model.EventId;

namespace Breakwater.Running;

/// <summary>
/// What follows from a commit of settlements: the lines are free to go on, and feed, meters and log are told, one line for each change.
/// </summary>
internal sealed partial class SettleNotes(Func<Dispatcher> dispatcher, Feed feed, DestinationMeters meters, ILogger logger)
{
    private readonly List<Notice> notices = [];

    /// <summary>A group was committed.</summary>
    public void Committed(IReadOnlyList<Settled> group)
    {
        var lines = dispatcher();
        for (var i = 0; i < group.Count; i++)
        {
            var (due, settlement) = group[i];
            var counts = lines.Find(due.Delivery.Destination)?.Release(due.Delivery.Id, settlement.NextAttemptAt) ?? true;
            meters.Record(due.Delivery.Destination, settlement.Attempt, counts ? settlement.State : DeliveryState.Waiting);
            if (counts)
            {
                notices.Add(NoticeOf(group[i]));
                Log(group[i]);
            }
        }

        feed.Publish(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(notices));
        notices.Clear();
    }

    /// <summary>Settlements can't be committed: sending pauses.</summary>
    public void Failing(Exception failure)
    {
        LogFails(failure.Message);
        dispatcher().Pause();
    }

    /// <summary>Settlements are committed again.</summary>
    public void Recovered()
    {
        LogWorksAgain();
        dispatcher().Resume();
    }

    private static Notice NoticeOf(in Settled settled)
    {
        var (due, settlement) = settled;
        var attempt = settlement.Attempt;
        return new Notice
        {
            At = settlement.At,
            Kind = settlement.State switch
            {
                DeliveryState.Delivered => NoticeKinds.DeliveryDelivered,
                DeliveryState.Waiting => NoticeKinds.DeliveryRetrying,
                _ => NoticeKinds.DeliveryDead,
            },
            EventId = due.Event.Id,
            DeliveryId = due.Delivery.Id,
            Source = due.Event.Source,
            Type = due.Event.Type,
            Key = due.Event.Key,
            Destination = due.Delivery.Destination,
            Attempt = attempt.Number,
            Status = attempt.Status,
            DurationMs = attempt.Duration.TotalMilliseconds,
            Text = attempt.Error is null ? attempt.Decision : $"{attempt.Error}; {attempt.Decision}",
            NextAttemptAt = settlement.NextAttemptAt,
        };
    }

    private void Log(in Settled settled)
    {
        var (due, settlement) = settled;
        var attempt = settlement.Attempt;
        switch (settlement.State)
        {
            case DeliveryState.Delivered:
                LogDelivered(due.Delivery.Id, due.Event.Id, due.Event.Source, due.Delivery.Destination, attempt.Number, attempt.Status, attempt.Duration.TotalMilliseconds);
                break;
            case DeliveryState.Waiting:
                LogRetrying(due.Delivery.Id, due.Event.Id, due.Event.Source, due.Delivery.Destination, attempt.Number, Printable.Of(attempt.Error), attempt.Decision);
                break;
            default:
                LogDead(due.Delivery.Id, due.Event.Id, due.Event.Source, due.Delivery.Destination, attempt.Number, Printable.Of(attempt.Error), attempt.Decision);
                break;
        }
    }

    [LoggerMessage(LogEvents.DeliveryDelivered, LogLevel.Information, "delivered {DeliveryId} ({EventId} of {Source}) to {Destination}: attempt {Attempt}, status {Status}, {DurationMs:0.0} ms")]
    private partial void LogDelivered(DeliveryId deliveryId, EventId eventId, string source, string destination, int attempt, int? status, double durationMs);

    [LoggerMessage(LogEvents.DeliveryRetrying, LogLevel.Warning, "attempt {Attempt} of {DeliveryId} ({EventId} of {Source}) to {Destination} failed: {Error}; {Decision}")]
    private partial void LogRetrying(DeliveryId deliveryId, EventId eventId, string source, string destination, int attempt, string? error, string decision);

    [LoggerMessage(LogEvents.DeliveryDead, LogLevel.Error, "gave {DeliveryId} ({EventId} of {Source}) to {Destination} up after attempt {Attempt}: {Error}; {Decision}")]
    private partial void LogDead(DeliveryId deliveryId, EventId eventId, string source, string destination, int attempt, string? error, string decision);

    [LoggerMessage(LogEvents.SettlingFails, LogLevel.Error, "attempts cannot be committed, sending pauses: {Reason}")]
    private partial void LogFails(string reason);

    [LoggerMessage(LogEvents.SettlingWorksAgain, LogLevel.Information, "attempts are committed again, sending goes on")]
    private partial void LogWorksAgain();
}
