using System.Collections.Concurrent;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Settling;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;
using EventId = Breakwater.Model.EventId;

namespace Breakwater.Running;

/// <summary>
/// What follows from a commit of settlements: their lines go on, and it is said to the live feed in one batch, to the meters, and to the log
/// in one line each.
/// </summary>
/// <param name="release">Tells the line; false when a person gave the delivery up meanwhile, and only the attempt was kept.</param>
/// <param name="next">Tells a destination's line that what comes next of a key is due.</param>
/// <param name="died">Is told of deliveries that were given up.</param>
/// <param name="feed">The live feed.</param>
/// <param name="telemetry">What is counted.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class SettleNotes(
    Func<Settled, bool> release,
    Action<string, DateTimeOffset> next,
    Action<DueDelivery, Settlement> died,
    Feed feed,
    Telemetry telemetry,
    TimeProvider clock,
    ILogger logger)
{
    private readonly ILogger logger = logger;
    private readonly ConcurrentDictionary<string, DestinationMeter> meters = new(StringComparer.Ordinal);

    /// <summary>How a destination fares. Ask only with names of the configuration or of the store.</summary>
    public DestinationHealth Measure(string destination) => For(destination).Measure();

    public void Committed(IReadOnlyList<Settled> group, IReadOnlyList<TurnPassed> passed)
    {
        var notices = new Notice[group.Count];
        var told = 0;
        for (var i = 0; i < group.Count; i++)
        {
            var (due, settlement) = group[i];
            var attempt = settlement.Attempt;
            var counts = release(group[i]);
            For(due.Delivery.Destination).Record(attempt.Outcome, attempt.Duration, attempt.Error);
            telemetry.Attempted(due.Delivery.Destination, attempt.Outcome, attempt.Duration);
            if (!counts)
            {
                continue;
            }

            if (settlement.State != DeliveryState.Waiting)
            {
                telemetry.Settled(due.Delivery.Destination, settlement.State);
            }

            if (settlement.State == DeliveryState.Dead)
            {
                died(due, settlement);
            }

            notices[told++] = NoticeOf(due, settlement);
            Log(due, settlement);
        }

        Pass(group, passed);
        feed.Publish(notices.AsSpan(0, told));
    }

    /// <summary>Another node has taken their shards over and decides: here nothing is left of them.</summary>
    public void Refused(IReadOnlyList<Settled> group)
    {
        foreach (var settled in group)
        {
            release(settled);
            telemetry.Refused(settled.Due.Delivery.Destination);
            LogSettlementRefused(settled.Due.Delivery.Id, settled.Due.Event.Id, settled.Due.Delivery.Destination, settled.Settlement.Attempt.Number);
        }
    }

    private void Pass(IReadOnlyList<Settled> group, IReadOnlyList<TurnPassed> passed)
    {
        if (passed.Count == 0)
        {
            return;
        }

        var dues = passed.ToDictionary(turn => turn.From, turn => turn.Due);
        for (var i = 0; i < group.Count; i++)
        {
            if (dues.TryGetValue(group[i].Due.Delivery.Id, out var due))
            {
                next(group[i].Due.Delivery.Destination, due);
            }
        }
    }

    private static Notice NoticeOf(DueDelivery due, Settlement settlement) => new()
    {
        At = settlement.At,
        Kind = settlement.State switch
        {
            DeliveryState.Delivered => NoticeKinds.DeliveryDelivered,
            DeliveryState.Waiting when settlement.Ambiguity == Ambiguity.Held => NoticeKinds.DeliveryHeld,
            DeliveryState.Waiting => NoticeKinds.DeliveryRetrying,
            _ => NoticeKinds.DeliveryDead,
        },
        EventId = due.Event.Id,
        DeliveryId = due.Delivery.Id,
        Source = due.Event.Source,
        Type = due.Event.Type,
        Key = due.Event.Key,
        Destination = due.Delivery.Destination,
        Attempt = settlement.Attempt.Number,
        Status = settlement.Attempt.Status,
        DurationMs = Math.Round(settlement.Attempt.Duration.TotalMilliseconds, 1),
        Text = settlement.Attempt.Error is { } error ? $"{error}; {settlement.Attempt.Decision}" : settlement.Attempt.Decision,
        NextAttemptAt = settlement.NextAttemptAt,
    };

    private void Log(DueDelivery due, Settlement settlement)
    {
        var attempt = settlement.Attempt;
        switch (settlement.State)
        {
            case DeliveryState.Delivered when logger.IsEnabled(LogLevel.Information):
                LogDelivered(due.Delivery.Id, due.Event.Id, due.Delivery.Destination, attempt.Number, attempt.Status, attempt.Duration.TotalMilliseconds);
                break;
            case DeliveryState.Waiting when settlement.Ambiguity == Ambiguity.Held:
                LogHeld(due.Delivery.Id, due.Event.Id, due.Delivery.Destination, attempt.Number, Printable.Of(attempt.Error, 300));
                break;
            case DeliveryState.Waiting:
                LogRetrying(due.Delivery.Id, due.Event.Id, due.Delivery.Destination, attempt.Number, Printable.Of(attempt.Error, 300), Printable.Of(attempt.Decision, 300));
                break;
            case DeliveryState.Dead:
                LogDead(due.Delivery.Id, due.Event.Id, due.Delivery.Destination, attempt.Number, Printable.Of(attempt.Error, 300), Printable.Of(attempt.Decision, 300));
                break;
        }
    }

    private DestinationMeter For(string destination) => meters.TryGetValue(destination, out var meter)
        ? meter
        : meters.GetOrAdd(destination, static (name, clock) => new DestinationMeter(name, clock), clock);

    [LoggerMessage(LogEvents.DeliveryDelivered, LogLevel.Information, "delivered {DeliveryId} of {EventId} to {Destination}, attempt {Attempt}: {Status} in {DurationMs:0.0} ms")]
    private partial void LogDelivered(DeliveryId deliveryId, EventId eventId, string destination, int attempt, int? status, double durationMs);

    [LoggerMessage(LogEvents.DeliveryRetrying, LogLevel.Warning, "{DeliveryId} of {EventId} to {Destination}, attempt {Attempt}: {Error}; {Decision}")]
    private partial void LogRetrying(DeliveryId deliveryId, EventId eventId, string destination, int attempt, string? error, string? decision);

    [LoggerMessage(LogEvents.DeliveryHeld, LogLevel.Warning, "{DeliveryId} of {EventId} to {Destination}, attempt {Attempt}: {Error}; it may have taken effect, and a person decides")]
    private partial void LogHeld(DeliveryId deliveryId, EventId eventId, string destination, int attempt, string? error);

    [LoggerMessage(LogEvents.SettlementRefused, LogLevel.Warning, "{DeliveryId} of {EventId} to {Destination}, attempt {Attempt}: another node took its shard over meanwhile and decides; the request may have taken effect")]
    private partial void LogSettlementRefused(DeliveryId deliveryId, EventId eventId, string destination, int attempt);

    [LoggerMessage(LogEvents.DeliveryDead, LogLevel.Error, "{DeliveryId} of {EventId} to {Destination}, attempt {Attempt}: {Error}; {Decision}")]
    private partial void LogDead(DeliveryId deliveryId, EventId eventId, string destination, int attempt, string? error, string? decision);
}
