using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>An event with everything that a store keeps about it: what moves from store to store as one.</summary>
public sealed record WholeEvent
{
    /// <summary>The event, with headers and body.</summary>
    public required Event Event { get; init; }

    /// <summary>How often it came again.</summary>
    public long Duplicates { get; init; }

    /// <summary>When it came again last.</summary>
    public DateTimeOffset? LastDuplicateAt { get; init; }

    /// <summary>Its deliveries in the order of their ids.</summary>
    public IReadOnlyList<WholeDelivery> Deliveries { get; init; } = [];

    /// <summary>True when two events are the same in everything that never changes.</summary>
    public static bool IsSame(Event one, Event other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one with { Headers = other.Headers, Body = other.Body } == other
            && one.Headers.SequenceEqual(other.Headers)
            && one.Body.Span.SequenceEqual(other.Body.Span);
    }
}

/// <summary>A delivery with everything that a store keeps about it.</summary>
public sealed record WholeDelivery
{
    /// <summary>The delivery.</summary>
    public required Delivery Delivery { get; init; }

    /// <summary>Its attempts, first to last.</summary>
    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>The attempt that began and has not ended: at the next start it is taken for interrupted.</summary>
    public AttemptStart? Started { get; init; }
}
