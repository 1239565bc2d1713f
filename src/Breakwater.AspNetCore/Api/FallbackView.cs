using Breakwater.Model;

namespace Breakwater.AspNetCore.Api;

/// <summary>What took a destination's place.</summary>
internal sealed record FallbackView
{
    /// <summary>destination, lastGood or answer.</summary>
    public required string Kind { get; init; }

    public required DateTime At { get; init; }

    /// <summary>The other destination.</summary>
    public required string? Destination { get; init; }

    /// <summary>The delivery that stands in; of a last good answer the delivery that got it.</summary>
    public required string? Delivery { get; init; }

    /// <summary>Of a last good answer: when it came.</summary>
    public required DateTime? AnsweredAt { get; init; }

    public static FallbackView? Of(Fallback? fallback) => fallback is null ? null : new FallbackView
    {
        Kind = fallback.Kind switch
        {
            FallbackKind.LastGood => "lastGood",
            FallbackKind.Answer => "answer",
            _ => "destination",
        },
        At = fallback.At.UtcDateTime,
        Destination = fallback.Destination,
        Delivery = fallback.Delivery?.ToString(),
        AnsweredAt = fallback.AnsweredAt?.UtcDateTime,
    };
}

/// <summary>What a delivery stands in for.</summary>
internal sealed record InsteadOfView
{
    public required string Delivery { get; init; }

    public required string Destination { get; init; }

    public static InsteadOfView? Of(StandIn? instead) =>
        instead is null ? null : new InsteadOfView { Delivery = instead.Delivery.ToString(), Destination = instead.Destination };
}
