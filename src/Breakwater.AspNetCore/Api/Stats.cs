using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/stats</c>: is everything well, in one answer.</summary>
internal static class Stats
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/stats", GetAsync).Needs(Permission.Read).WithTags("stats").WithSummary("Is everything well, in one answer");

    private static async Task<Ok<StatsView>> GetAsync(HttpContext context, Engine engine)
    {
        var counts = await engine.Search.CountsAsync(context.RequestAborted);
        var destinations = await engine.DestinationsAsync(context.RequestAborted);
        return TypedResults.Ok(new StatsView
        {
            Health = HealthView.Of(await engine.HealthAsync(context.RequestAborted)),
            Events = counts.Sources.Sum(source => source.Events),
            Duplicates = counts.Sources.Sum(source => source.Duplicates),
            Deliveries = counts.Deliveries.GroupBy(count => count.State)
                .ToDictionary(group => DeliveryView.StateName(group.Key), group => group.Sum(count => count.Count)),
            OldestWaitingAt = destinations.Min(destination => destination.OldestWaitingAt),
            InFlight = destinations.Sum(destination => destination.InFlight),
            Attempts = destinations.Sum(destination => destination.Attempts),
            Successes = destinations.Sum(destination => destination.Successes),
            Failing = [.. destinations.Where(destination => destination.LastFailureAt > (destination.LastSuccessAt ?? DateTimeOffset.MinValue))
                .Select(destination => destination.Destination)],
            Rejections = engine.Rejections.List(null, null, Configuration.Limits.Rejections).Count,
        });
    }
}

/// <summary>The figures of the first page.</summary>
internal sealed record StatsView
{
    public required HealthView Health { get; init; }

    public required long Events { get; init; }

    public required long Duplicates { get; init; }

    /// <summary>Deliveries by state.</summary>
    public required IReadOnlyDictionary<string, long> Deliveries { get; init; }

    public DateTimeOffset? OldestWaitingAt { get; init; }

    public required int InFlight { get; init; }

    /// <summary>Attempts in the last five minutes.</summary>
    public required long Attempts { get; init; }

    /// <summary>Of these, successes.</summary>
    public required long Successes { get; init; }

    /// <summary>Destinations whose last attempt failed.</summary>
    public required IReadOnlyList<string> Failing { get; init; }

    /// <summary>Refusals that are remembered.</summary>
    public required int Rejections { get; init; }
}
