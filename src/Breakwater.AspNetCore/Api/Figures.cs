using Breakwater.Observing;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/stats</c>, <c>/healthz</c> and <c>/readyz</c>: how the node fares.</summary>
internal sealed class Figures(Engine engine)
{
    public async Task<Answer<StatsView>> StatsAsync(CancellationToken cancellation)
    {
        var settings = engine.Settings;
        var counts = await engine.Search.CountsAsync(cancellation);
        var destinations = await engine.DestinationsAsync(cancellation);
        var health = await engine.HealthAsync(cancellation);
        return new Answer<StatsView>(
            new StatsView
            {
                Status = Status(health),
                Reasons = health.Reasons,
                Events = counts.Sources.Sum(source => source.Events),
                Duplicates = counts.Sources.Sum(source => source.Duplicates),
                Deliveries = Destinations.ByState(counts.Deliveries),
                InFlight = destinations.Sum(destination => destination.InFlight),
                OldestWaitingAt = destinations.Min(destination => destination.OldestWaitingAt)?.UtcDateTime,
                LastEventAt = counts.Sources.Max(source => source.LastAt)?.UtcDateTime,
                Attempts = destinations.Sum(destination => destination.Attempts),
                Successes = destinations.Sum(destination => destination.Successes),
                Sources = settings.Sources.Count,
                Destinations = settings.Destinations.Count,
            },
            ApiJson.Default.StatsView);
    }

    /// <summary>The process answers.</summary>
    public static Answer<HealthView> Alive() => new Answer<HealthView>(new HealthView { Status = "alive", Reasons = [] }, ApiJson.Default.HealthView);

    /// <summary>It can commit: 200, also when something needs a person; else 503.</summary>
    public async Task<Answer<HealthView>> ReadyAsync(HttpContext context, CancellationToken cancellation)
    {
        var health = await engine.HealthAsync(cancellation);
        context.Response.StatusCode = health.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return new Answer<HealthView>(new HealthView { Status = Status(health), Reasons = health.Reasons }, ApiJson.Default.HealthView);
    }

    private static string Status(Health health) => !health.Ready ? "not-ready" : health.Degraded ? "degraded" : "ready";
}
