using Breakwater.Configuration;

namespace Breakwater.AspNetCore;

/// <summary>How patient the door is.</summary>
public sealed record IngressOptions
{
    /// <summary>The time in which a body must have come whole; beyond it 408.</summary>
    public TimeSpan BodyTimeout { get; init; } = Limits.BodyTimeout;

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
