namespace Breakwater.Cli.Client;

/// <summary>A destination as the API shows it: configuration without secrets, and health.</summary>
internal sealed record DestinationView
{
    public required string Name { get; init; }

    public string? Url { get; init; }

    public bool Retired { get; init; }

    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>Of those that wait, how many a person decides about.</summary>
    public long Held { get; init; }

    public int InFlight { get; init; }

    public DateTimeOffset? OldestWaitingAt { get; init; }

    public double? P50Ms { get; init; }

    public double? P95Ms { get; init; }

    public string? LastError { get; init; }

    public int Concurrency { get; init; }

    public string? Rate { get; init; }

    public string? Pace { get; init; }

    public bool PaceLowered { get; init; }

    public BreakerView? Breaker { get; init; }

    public DateTimeOffset? HoldUntil { get; init; }

    public DateTimeOffset? PausedSince { get; init; }
}
