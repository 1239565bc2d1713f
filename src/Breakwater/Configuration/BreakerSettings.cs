namespace Breakwater.Configuration;

/// <summary>When a destination is left alone for a while.</summary>
public sealed record BreakerSettings
{
    /// <summary>False: it is never left alone.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The share of attempts that must have failed, above 0 and at most 1.</summary>
    public double Failures { get; init; } = 0.5;

    /// <summary>Over how long attempts are counted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Fewer attempts than these in the window say nothing.</summary>
    public int Minimum { get; init; } = 20;

    /// <summary>How long it is left alone before one delivery probes it; longer after each probe that fails.</summary>
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(15);
}
