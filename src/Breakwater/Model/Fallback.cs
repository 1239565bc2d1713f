namespace Breakwater.Model;

/// <summary>What took the place of a destination that did not take a delivery.</summary>
public enum FallbackKind
{
    /// <summary>Another destination: a delivery of its own.</summary>
    Destination = 0,

    /// <summary>The last good answer of the destination to the same call.</summary>
    LastGood = 1,

    /// <summary>The answer that the configuration says.</summary>
    Answer = 2,
}

/// <summary>The fallback that a delivery came to.</summary>
public sealed record Fallback
{
    /// <summary>What it is.</summary>
    public required FallbackKind Kind { get; init; }

    /// <summary>When it was used.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The other destination.</summary>
    public string? Destination { get; init; }

    /// <summary>The delivery to that destination; of a last good answer the delivery of the call that got it.</summary>
    public DeliveryId? Delivery { get; init; }

    /// <summary>Of a last good answer: when it came.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The answer that the configuration said then.</summary>
    public CallAnswer? Answer { get; init; }
}

/// <summary>What a delivery stands in for.</summary>
/// <param name="Delivery">The delivery in whose place it was made.</param>
/// <param name="Destination">The destination of that one, whose fallbacks count.</param>
/// <param name="Step">Which of these fallbacks it is, from 0.</param>
public sealed record StandIn(DeliveryId Delivery, string Destination, int Step);
