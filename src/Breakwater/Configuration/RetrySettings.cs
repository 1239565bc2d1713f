namespace Breakwater.Configuration;

/// <summary>When a failed delivery is tried again: exponential backoff with full jitter, or a schedule.</summary>
public sealed record RetrySettings
{
    /// <summary>How many attempts in all before a delivery is dead.</summary>
    public int MaxAttempts { get; init; } = 12;

    /// <summary>The bound of the first wait.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>By how much the bound grows with each attempt.</summary>
    public double Factor { get; init; } = 3;

    /// <summary>The greatest bound of a wait; also the cap of a <c>Retry-After</c>.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromHours(6);

    /// <summary>A delivery is dead when its next attempt would begin later than this after it was recorded.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(72);

    /// <summary>The waits themselves, without growth or jitter beyond a tenth; when given, one attempt more than there are waits.</summary>
    public IReadOnlyList<TimeSpan>? Schedule { get; init; }
}
