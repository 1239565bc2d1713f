namespace Breakwater.Model;

/// <summary>One try of a delivery, with its outcome.</summary>
public sealed record Attempt
{
    /// <summary>The delivery that was tried.</summary>
    public required DeliveryId DeliveryId { get; init; }

    /// <summary>Which try it was, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, by the monotonic clock.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The node that made it.</summary>
    public required string Node { get; init; }

    /// <summary>How it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The HTTP status, where one came.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong, in words for an operator; null after a success.</summary>
    public string? Error { get; init; }

    /// <summary>What was sent, without secrets.</summary>
    public IReadOnlyList<Header> RequestHeaders { get; init; } = [];

    /// <summary>The start of the body that was sent, where a transform made it; empty where the event's own went, byte for byte.</summary>
    public ReadOnlyMemory<byte> RequestBody { get; init; }

    /// <summary>What came back.</summary>
    public IReadOnlyList<Header> ResponseHeaders { get; init; } = [];

    /// <summary>The start of the answer's body.</summary>
    public ReadOnlyMemory<byte> ResponseBody { get; init; }

    /// <summary>What was decided after it, in words: <c>delivered</c>, <c>again in 12 s (attempt 3 of 12)</c>, <c>dead: 410 is permanent</c>.</summary>
    public required string Decision { get; init; }
}
