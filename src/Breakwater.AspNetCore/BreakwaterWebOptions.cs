using Breakwater.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore;

/// <summary>What the web side takes from outside, beside the configuration: its clock and its bounds. The defaults are those of production.</summary>
public sealed record BreakwaterWebOptions
{
    /// <summary>The clock of timeouts and heartbeats.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The time in which a request's body must have come whole; beyond it 408.</summary>
    public TimeSpan BodyTimeout { get; init; } = Limits.BodyTimeout;

    /// <summary>Connections at the ingress listener; beyond it new ones are closed at once.</summary>
    public int Connections { get; init; } = Limits.Connections;

    /// <summary>The live stream says something at least this often, so that both ends notice a dead connection.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Readers of the live stream; beyond it 503.</summary>
    public int StreamReaders { get; init; } = Limits.FeedReaders;

    /// <summary>
    /// Maps <c>GET /metrics</c> in the Prometheus text format, by the exporter of the application's choice; it then needs the role
    /// <c>read</c>. Null: there is none, and the answer says so. The meter is named <c>Breakwater</c>.
    /// </summary>
    public Func<IEndpointRouteBuilder, IEndpointConventionBuilder>? MapMetrics { get; init; }

    /// <summary>Maps what stands beside the API on the admin listener, such as the dashboard; null for nothing.</summary>
    public Action<IEndpointRouteBuilder>? Beside { get; init; }
}
