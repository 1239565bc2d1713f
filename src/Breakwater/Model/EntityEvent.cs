namespace Breakwater.Model;

/// <summary>One event in the history of an entity.</summary>
public sealed record EntityEvent
{
    /// <summary>Its place in the history, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The event.</summary>
    public required EventId EventId { get; init; }

    /// <summary>The event's source.</summary>
    public required string Source { get; init; }

    /// <summary>The event's type.</summary>
    public string? Type { get; init; }

    /// <summary>The state that it declares.</summary>
    public required string State { get; init; }

    /// <summary>Its version; null where it has none.</summary>
    public string? Version { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What it means.</summary>
    public required EntityVerdict Verdict { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Why { get; init; }

    /// <summary>Until when an early one waits; null once it is flagged, and for all others.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>True for an early one that has waited out its time. It still is applied when what is missing comes.</summary>
    public bool Flagged { get; init; }

    /// <summary>When the verdict was made.</summary>
    public DateTimeOffset JudgedAt { get; init; }

    /// <summary>The how-manieth that was applied, from 1; null where it was not.</summary>
    public long? Turn { get; init; }

    /// <summary>The deliveries that are made when an early one is applied.</summary>
    public IReadOnlyList<Delivery> Parked { get; init; } = [];
}
