using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>What people do to one delivery.</summary>
internal sealed partial class Operations(IStore store, Dispatcher dispatcher, Feed feed, TimeProvider clock, ILogger logger)
{
    /// <summary>Makes a delivery due now. One that is in memory already is sent anyway and answered as it is.</summary>
    public async Task<OperationResult> RetryAsync(DeliveryId id, CancellationToken cancellation)
    {
        if (dispatcher.StageOf(id) is LineStage.Queued or LineStage.UnderWay)
        {
            var detail = await store.Search.DeliveryAsync(id, cancellation);
            return new OperationResult(detail?.Summary.Delivery, null);
        }

        var now = clock.GetUtcNow();
        var delivery = await store.Deliveries.RetryAsync(id, now, cancellation);
        if (delivery is not { State: DeliveryState.Waiting })
        {
            return new OperationResult(delivery, delivery is null ? null : $"it is {Word(delivery.State)} already: replay its event to send it once more");
        }

        Tell(NoticeKinds.DeliveryRevived, delivery, now);
        LogRevived(id, delivery.Destination);
        dispatcher.Find(delivery.Destination)?.Urge(now);
        return new OperationResult(delivery, null);
    }

    /// <summary>Gives a delivery up. An attempt under way ends, is kept, and changes nothing any more.</summary>
    public async Task<OperationResult> CancelAsync(DeliveryId id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var delivery = await store.Deliveries.CancelAsync(id, now, cancellation);
        if (delivery is not { State: DeliveryState.Cancelled })
        {
            return new OperationResult(delivery, delivery is null ? null : $"it is {Word(delivery.State)} already");
        }

        dispatcher.Find(delivery.Destination)?.Withdraw(id);
        if (delivery.SettledAt == now)
        {
            Tell(NoticeKinds.DeliveryCancelled, delivery, now);
            LogCancelled(id, delivery.Destination);
        }

        return new OperationResult(delivery, null);
    }

    private static string Word(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Dead => "dead",
        DeliveryState.Stale => "stale",
        DeliveryState.Cancelled => "cancelled",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private void Tell(string kind, Delivery delivery, DateTimeOffset now) => feed.Publish(new Notice
    {
        At = now,
        Kind = kind,
        EventId = delivery.EventId,
        DeliveryId = delivery.Id,
        Destination = delivery.Destination,
        NextAttemptAt = delivery.NextAttemptAt,
    });

    [LoggerMessage(LogEvents.DeliveryRevived, LogLevel.Information, "{DeliveryId} to {Destination} is tried again now, by hand")]
    private partial void LogRevived(DeliveryId deliveryId, string destination);

    [LoggerMessage(LogEvents.DeliveryCancelled, LogLevel.Information, "{DeliveryId} to {Destination} was given up by hand")]
    private partial void LogCancelled(DeliveryId deliveryId, string destination);
}
