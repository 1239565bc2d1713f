using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Sharing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;
using EventId = Breakwater.Model.EventId;

namespace Breakwater.Running;

/// <summary>What a person does to a delivery.</summary>
internal sealed partial class Operations(IStore store, Dispatcher dispatcher, Tenure tenure, Feed feed, TimeProvider clock, ILogger logger)
{
    private readonly ILogger logger = logger;

    /// <summary>
    /// Due now, from waiting or dead, under a policy that starts anew. One that is in memory is being tried already, and is answered as it
    /// is: to change its policy under an attempt that will be judged by it would make both untrue.
    /// </summary>
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
            return new OperationResult(delivery, delivery is null ? null : $"The delivery is {Word(delivery.State)}: replay its event to send it again.");
        }

        Tell(NoticeKinds.DeliveryRevived, delivery, now);
        LogRevived(delivery.Id, delivery.EventId, delivery.Destination);
        dispatcher.Find(delivery.Destination)?.Urge(now);
        await TellAsync(delivery, LeaseSignalKind.Due, cancellation);
        return new OperationResult(delivery, null);
    }

    /// <summary>Given up. An attempt under way can't be called back: it is kept, and changes nothing any more.</summary>
    public async Task<OperationResult> CancelAsync(DeliveryId id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var delivery = await store.Deliveries.CancelAsync(id, now, cancellation);
        if (delivery is not { State: DeliveryState.Cancelled })
        {
            return new OperationResult(delivery, delivery is null ? null : $"The delivery is {Word(delivery.State)}: there is nothing to give up.");
        }

        dispatcher.Find(delivery.Destination)?.Withdraw(id);
        if (delivery.Turn is not null)
        {
            // What waited for it has the turn now.
            dispatcher.Find(delivery.Destination)?.Expect(now);
        }

        await TellAsync(delivery, LeaseSignalKind.Cancelled, cancellation);
        if (delivery.SettledAt == now)
        {
            Tell(NoticeKinds.DeliveryCancelled, delivery, now);
            LogCancelled(delivery.Id, delivery.EventId, delivery.Destination);
        }

        return new OperationResult(delivery, null);
    }

    /// <summary>What another node told that it did.</summary>
    public void Heard(LeaseSignal signal)
    {
        var line = signal.Destination is { } destination ? dispatcher.Find(destination) : null;
        switch (signal)
        {
            case { Kind: LeaseSignalKind.Due }:
                line?.Urge(clock.GetUtcNow());
                break;
            case { Kind: LeaseSignalKind.Recorded }:
                line?.Expect(clock.GetUtcNow());
                break;
            case { Kind: LeaseSignalKind.Failing }:
                line?.Suspect();
                break;
            case { Kind: LeaseSignalKind.Cancelled, Delivery: { } delivery }:
                line?.Withdraw(delivery);
                line?.Expect(clock.GetUtcNow());
                break;
        }
    }

    /// <summary>What a waiting delivery waits for, in words; null when it is terminal.</summary>
    public string? WaitingFor(Delivery delivery, bool settling)
    {
        if (delivery.State != DeliveryState.Waiting)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var line = dispatcher.Find(delivery.Destination);
        var gate = line?.Standing.Gate ?? default;
        return line is not { IsConfigured: true } ? "its destination, which is not configured"
            : line.StageOf(delivery.Id) is LineStage.UnderWay ? "the attempt under way"
            : delivery.Ambiguity == Ambiguity.Held ? "a person, who decides: it may have taken effect; retry it to send it again, or cancel it"
            : delivery.HeldBy is { } holder ? Words(holder)
            : gate.PausedSince is { } paused ? $"the pause of its destination since {paused.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
            : delivery.NextAttemptAt > now ? $"the time of its next attempt, {delivery.NextAttemptAt.Value.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
            : gate.Breaker == BreakerPhase.Open && gate.BreakerUntil > now ? $"the breaker of its destination, open until {gate.BreakerUntil.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
            : gate.Breaker != BreakerPhase.Closed ? "the breaker of its destination, which is being probed"
            : gate.HoldUntil is { } hold && hold > now ? $"its destination, which asked to be left alone until {hold.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
            : gate.Lowered ? "the pace of its destination, which is lowered"
            : settling ? "its turn"
            : "the store, which cannot commit now";
    }

    private string Words(Holder holder) => holder.State == DeliveryState.Dead
        ? $"{holder.Id}, which is of the same key and dead: retry it, cancel it or replay its event"
        : holder.NextAttemptAt is null ? $"{holder.Id}, which is of the same key and may have taken effect: a person decides, retry it or cancel it"
        : holder.NextAttemptAt is { } at && at > clock.GetUtcNow()
            ? $"{holder.Id}, which is of the same key and tried again at {at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}"
            : $"{holder.Id}, which is of the same key and has its turn";

    /// <summary>Wakes the node that works on it; it would find it by itself a little later.</summary>
    private async Task TellAsync(Delivery delivery, LeaseSignalKind kind, CancellationToken cancellation)
    {
        if (store.Leases is not { } leases || tenure.Share.Shards.Contains(delivery.Shard))
        {
            return;
        }

        try
        {
            await leases.TellAsync(new LeaseSignal(kind, delivery.Destination, delivery.Id), cancellation);
        }
        catch (StoreUnavailableException)
        {
            // It is committed; the owner finds it when it looks.
        }
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
    });

    [LoggerMessage(LogEvents.DeliveryRevived, LogLevel.Information, "{DeliveryId} of {EventId} to {Destination} is tried again on request")]
    private partial void LogRevived(DeliveryId deliveryId, EventId eventId, string destination);

    [LoggerMessage(LogEvents.DeliveryCancelled, LogLevel.Information, "{DeliveryId} of {EventId} to {Destination} is given up on request")]
    private partial void LogCancelled(DeliveryId deliveryId, EventId eventId, string destination);
}
