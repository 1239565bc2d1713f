namespace Breakwater.Alerting;

/// <summary>What Breakwater says about itself: the source of its own events, and their types.</summary>
internal static class AlertKinds
{
    /// <summary>The source: no configuration may take its name.</summary>
    public const string Source = "breakwater";

    /// <summary>Deliveries to a destination were given up.</summary>
    public const string DeliveryDead = "delivery.dead";

    /// <summary>Nothing came from a source for longer than is usual there.</summary>
    public const string SourceSilent = "source.silent";

    /// <summary>What waits longest for a destination waits longer than it may.</summary>
    public const string BacklogLate = "backlog.late";

    /// <summary>A destination fails, and is left alone for a while.</summary>
    public const string BreakerOpened = "breaker.opened";

    /// <summary>The later events of a key wait for a person: one was given up, or may have taken effect.</summary>
    public const string KeyHeld = "key.held";
}
