using Breakwater.Model;

namespace Breakwater.Configuration;

/// <summary>What may take a destination's place: exactly one of its parts is set.</summary>
public sealed record FallbackSettings
{
    /// <summary>Another destination.</summary>
    public string? Destination { get; init; }

    /// <summary>The last good answer to the same call, no older than this.</summary>
    public TimeSpan? LastGood { get; init; }

    /// <summary>A fixed answer to a call.</summary>
    public CallAnswer? Answer { get; init; }
}
