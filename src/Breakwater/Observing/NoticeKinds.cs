namespace Breakwater.Observing;

/// <summary>The words of <see cref="Notice.Kind"/>.</summary>
public static class NoticeKinds
{
    /// <summary>A new event and its deliveries are committed.</summary>
    public const string EventRecorded = "event.recorded";

    /// <summary>A known event came again, and was counted.</summary>
    public const string EventDuplicate = "event.duplicate";

    /// <summary>An arrival was refused at the door.</summary>
    public const string EventRejected = "event.rejected";

    /// <summary>The destination answered with success.</summary>
    public const string DeliveryDelivered = "delivery.delivered";

    /// <summary>An attempt failed, and another one follows.</summary>
    public const string DeliveryRetrying = "delivery.retrying";

    /// <summary>An attempt may have taken effect, and a person decides.</summary>
    public const string DeliveryHeld = "delivery.held";

    /// <summary>A delivery was given up.</summary>
    public const string DeliveryDead = "delivery.dead";

    /// <summary>A person gave a delivery up.</summary>
    public const string DeliveryCancelled = "delivery.cancelled";

    /// <summary>A person asked for another attempt.</summary>
    public const string DeliveryRevived = "delivery.revived";

    /// <summary>A bulk replay went on, or ended.</summary>
    public const string ReplayProgress = "replay.progress";

    /// <summary>A reconciliation ended: what it found is in the text.</summary>
    public const string ReconciliationEnded = "reconciliation.ended";

    /// <summary>A destination failed too often, and is left alone for a while.</summary>
    public const string BreakerOpened = "breaker.opened";

    /// <summary>A destination that was left alone answers again.</summary>
    public const string BreakerClosed = "breaker.closed";

    /// <summary>A person paused a destination.</summary>
    public const string DestinationPaused = "destination.paused";

    /// <summary>A person lets a destination go on.</summary>
    public const string DestinationResumed = "destination.resumed";

    /// <summary>Something that a person should know: the type says what. It is an event, too, where a route from <c>breakwater</c> takes it.</summary>
    public const string AlertRaised = "alert.raised";

    /// <summary>A new configuration is in force.</summary>
    public const string ConfigurationApplied = "configuration.applied";

    /// <summary>A new configuration was refused; the last good one stays in force.</summary>
    public const string ConfigurationRefused = "configuration.refused";

    /// <summary>Notices are missing here: the reader was too far behind, or asked for what is no longer held.</summary>
    public const string Gap = "gap";
}
