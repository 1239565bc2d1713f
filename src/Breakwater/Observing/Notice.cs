using Breakwater.Model;

namespace Breakwater.Observing;

/// <summary>Something that just happened, for whoever watches live: the stream, <c>tail</c>, the dashboard.</summary>
public sealed record Notice
{
    /// <summary>Grows by one with each notice of this process; the stream's cursor.</summary>
    public long Number { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What: <c>event.recorded</c>, <c>event.duplicate</c>, <c>event.rejected</c>, <c>delivery.delivered</c>, <c>delivery.retrying</c>, <c>delivery.dead</c>, <c>delivery.cancelled</c>, <c>delivery.revived</c>, <c>replay.progress</c>, <c>reconciliation.ended</c>, <c>breaker.opened</c>, <c>breaker.closed</c>, <c>destination.paused</c>, <c>destination.resumed</c>, <c>alert.raised</c>, <c>configuration.applied</c>, <c>configuration.refused</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The event, where it is about one.</summary>
    public EventId? EventId { get; init; }

    /// <summary>The delivery, where it is about one.</summary>
    public DeliveryId? DeliveryId { get; init; }

    /// <summary>The replay, where it is about one.</summary>
    public ReplayId? ReplayId { get; init; }

    /// <summary>The source.</summary>
    public string? Source { get; init; }

    /// <summary>The event's type.</summary>
    public string? Type { get; init; }

    /// <summary>The event's key.</summary>
    public string? Key { get; init; }

    /// <summary>The destination.</summary>
    public string? Destination { get; init; }

    /// <summary>The number of the attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>How long the attempt took.</summary>
    public double? DurationMs { get; init; }

    /// <summary>In words: an error, a decision, a reason.</summary>
    public string? Text { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}
