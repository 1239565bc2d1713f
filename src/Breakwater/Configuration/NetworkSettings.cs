using System.Net;

namespace Breakwater.Configuration;

/// <summary>Which targets are allowed beside public addresses.</summary>
public sealed record NetworkSettings
{
    /// <summary>Private, loopback and link-local networks that destinations may be in.</summary>
    public IReadOnlyList<IPNetwork> Allow { get; init; } = [];
}
