namespace Breakwater.AspNetCore.Api;

/// <summary>The breaker of a destination, on this node, and when it opens.</summary>
internal sealed record BreakerView
{
    /// <summary><c>closed</c>, <c>open</c> (it is left alone), <c>half-open</c> (one delivery at a time probes it) or <c>off</c>.</summary>
    public required string State { get; init; }

    /// <summary>Since when it is not closed.</summary>
    public required DateTime? Since { get; init; }

    /// <summary>Until when it is open.</summary>
    public required DateTime? Until { get; init; }

    public required double? Failures { get; init; }

    public required string? Window { get; init; }

    public required int? Minimum { get; init; }

    public required string? Open { get; init; }
}
