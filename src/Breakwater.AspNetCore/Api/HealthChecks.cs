using Breakwater.Observing;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/healthz</c> and <c>/readyz</c>: for probes, without a token; they say nothing of what is inside.</summary>
internal static class HealthChecks
{
    public static void Map(RouteGroupBuilder all)
    {
        all.MapGet("/healthz", () => TypedResults.Ok(new HealthView("alive", []))).WithTags("health").WithSummary("The process answers");
        all.MapGet("/readyz", ReadyAsync).WithTags("health").WithSummary("It can commit; 503 and why when it can't");
    }

    private static async Task<JsonHttpResult<HealthView>> ReadyAsync(HttpContext context, Engine engine)
    {
        var health = await engine.HealthAsync(context.RequestAborted);
        return TypedResults.Json(HealthView.Of(health), ApiJson.Default.HealthView, statusCode: health.Ready ? 200 : 503);
    }
}

/// <summary>Whether the node can do its work.</summary>
/// <param name="Status"><c>alive</c>, <c>ready</c>, <c>degraded</c> or <c>unavailable</c>.</param>
/// <param name="Reasons">Why it is not ready or degraded.</param>
internal sealed record HealthView(string Status, IReadOnlyList<string> Reasons)
{
    public static HealthView Of(Health health) =>
        new(!health.Ready ? "unavailable" : health.Degraded ? "degraded" : "ready", health.Reasons);
}
