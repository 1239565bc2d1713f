namespace Breakwater.Observing;

/// <summary>Whether the node can do its work, for <c>/readyz</c> and <c>status</c>.</summary>
/// <param name="Ready">True when it can commit.</param>
/// <param name="Degraded">True when something needs a person though work goes on (an invalid configuration file).</param>
/// <param name="Reasons">Why it is not ready or degraded, in words; empty when all is well.</param>
public sealed record Health(bool Ready, bool Degraded, IReadOnlyList<string> Reasons);

/// <summary>How a destination fares, measured in this process since it started, over the last minutes.</summary>
public sealed record DestinationHealth
{
    /// <summary>The destination.</summary>
    public required string Destination { get; init; }

    /// <summary>Waiting deliveries.</summary>
    public long Waiting { get; init; }

    /// <summary>Of these, deliveries that wait for a person: they may have taken effect.</summary>
    public long Held { get; init; }

    /// <summary>Of these, requests under way now.</summary>
    public int InFlight { get; init; }

    /// <summary>Of the waiting, held in memory.</summary>
    public int InMemory { get; init; }

    /// <summary>When the longest waiting delivery was recorded.</summary>
    public DateTimeOffset? OldestWaitingAt { get; init; }

    /// <summary>Attempts in the last 5 minutes.</summary>
    public long Attempts { get; init; }

    /// <summary>Of these, successes.</summary>
    public long Successes { get; init; }

    /// <summary>Latency of the attempts of the last 5 minutes, median, in milliseconds.</summary>
    public double? P50Ms { get; init; }

    /// <summary>Latency, 95th percentile, in milliseconds.</summary>
    public double? P95Ms { get; init; }

    /// <summary>Latency, 99th percentile, in milliseconds.</summary>
    public double? P99Ms { get; init; }

    /// <summary>When an attempt last succeeded.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>When an attempt last failed.</summary>
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>The last failure in words.</summary>
    public string? LastError { get; init; }

    /// <summary>Since when a person has it paused, on all nodes; null when nobody has.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>The breaker of this node.</summary>
    public BreakerState Breaker { get; init; }

    /// <summary>Since when the breaker is not closed.</summary>
    public DateTimeOffset? BreakerSince { get; init; }

    /// <summary>Until when the breaker is open.</summary>
    public DateTimeOffset? BreakerUntil { get; init; }

    /// <summary>Until when the destination asked to be left alone.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>How many attempts a second may begin on this node now; null: as many as it takes.</summary>
    public double? Pace { get; init; }

    /// <summary>True when the pace is lowered because the destination showed that it was too much, or is coming back.</summary>
    public bool PaceLowered { get; init; }
}

/// <summary>Whether a destination is tried.</summary>
public enum BreakerState
{
    /// <summary>It is tried.</summary>
    Closed = 0,

    /// <summary>It is left alone.</summary>
    Open = 1,

    /// <summary>One delivery at a time probes it.</summary>
    HalfOpen = 2,
}

/// <summary>What a source sent, measured in this process since it started, over the last 5 minutes.</summary>
public sealed record SourceHealth
{
    /// <summary>The source.</summary>
    public required string Source { get; init; }

    /// <summary>New events.</summary>
    public long Recorded { get; init; }

    /// <summary>Further arrivals of known events.</summary>
    public long Duplicates { get; init; }

    /// <summary>Arrivals that were refused at the door.</summary>
    public long Rejected { get; init; }

    /// <summary>Arrivals that could not be recorded, and got 503.</summary>
    public long Unavailable { get; init; }

    /// <summary>When an event came last, known or new.</summary>
    public DateTimeOffset? LastReceivedAt { get; init; }

    /// <summary>When an arrival was refused last.</summary>
    public DateTimeOffset? LastRejectedAt { get; init; }
}
