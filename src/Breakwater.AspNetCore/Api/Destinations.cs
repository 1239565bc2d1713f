using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/destinations</c>: configuration without secrets, and health.</summary>
internal static class Destinations
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/destinations", ListAsync).Needs(Permission.Read).WithTags("destinations").WithSummary("Destinations, by name");
        api.MapGet("/destinations/{name}", FindAsync).Needs(Permission.Read).WithTags("destinations").WithSummary("One destination");
    }

    private static async Task<Ok<PageView<DestinationView>>> ListAsync(HttpContext context, Engine engine) =>
        TypedResults.Ok(new PageView<DestinationView>(await AllAsync(engine, context.RequestAborted), null));

    private static async Task<Results<Ok<DestinationView>, Problem>> FindAsync(string name, HttpContext context, Engine engine) =>
        (await AllAsync(engine, context.RequestAborted)).FirstOrDefault(view => view.Name == name) is { } found
            ? TypedResults.Ok(found)
            : Problems.Unknown("destination", name);

    private static async Task<IReadOnlyList<DestinationView>> AllAsync(Engine engine, CancellationToken cancellation)
    {
        var counts = (await engine.Search.CountsAsync(cancellation)).Deliveries.ToLookup(count => count.Destination, StringComparer.Ordinal);
        var health = await engine.DestinationsAsync(cancellation);
        return [.. health.Select(one => DestinationView.Of(one, engine.Settings.Destinations.GetValueOrDefault(one.Destination), counts[one.Destination]))];
    }
}

/// <summary>A destination: configuration without secrets, and health over the last five minutes.</summary>
internal sealed record DestinationView
{
    public required string Name { get; init; }

    /// <summary>False for a destination that is owed deliveries and is in the configuration no longer.</summary>
    public required bool Configured { get; init; }

    /// <summary>Where it is, without the query, which may hold a credential.</summary>
    public string? Url { get; init; }

    public string? Method { get; init; }

    /// <summary>The names of the headers that are added: never their values.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    public bool Signed { get; init; }

    public double? TimeoutSeconds { get; init; }

    public int? Concurrency { get; init; }

    public int? MaxAttempts { get; init; }

    public double? GiveUpAfterSeconds { get; init; }

    public bool Retired { get; init; }

    /// <summary>Deliveries by state.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    public required int InFlight { get; init; }

    public required int InMemory { get; init; }

    public DateTimeOffset? OldestWaitingAt { get; init; }

    /// <summary>Attempts in the last five minutes.</summary>
    public required long Attempts { get; init; }

    /// <summary>Of these, successes.</summary>
    public required long Successes { get; init; }

    public double? P50Ms { get; init; }

    public double? P95Ms { get; init; }

    public double? P99Ms { get; init; }

    public DateTimeOffset? LastSuccessAt { get; init; }

    public DateTimeOffset? LastFailureAt { get; init; }

    public string? LastError { get; init; }

    public static DestinationView Of(DestinationHealth health, DestinationSettings? settings, IEnumerable<DeliveryCount> counts) => new()
    {
        Name = health.Destination,
        Configured = settings is not null,
        Url = settings?.Url.GetLeftPart(UriPartial.Path),
        Method = settings?.Method,
        Headers = settings is null ? [] : [.. settings.Headers.Select(header => header.Key)],
        Signed = settings?.SignSecrets.Count > 0,
        TimeoutSeconds = settings?.Timeout.TotalSeconds,
        Concurrency = settings?.Concurrency,
        MaxAttempts = settings?.Retry.MaxAttempts,
        GiveUpAfterSeconds = settings?.Retry.GiveUpAfter.TotalSeconds,
        Retired = settings?.Retired ?? false,
        Counts = counts.ToDictionary(count => DeliveryView.StateName(count.State), count => count.Count),
        InFlight = health.InFlight,
        InMemory = health.InMemory,
        OldestWaitingAt = health.OldestWaitingAt,
        Attempts = health.Attempts,
        Successes = health.Successes,
        P50Ms = health.P50Ms,
        P95Ms = health.P95Ms,
        P99Ms = health.P99Ms,
        LastSuccessAt = health.LastSuccessAt,
        LastFailureAt = health.LastFailureAt,
        LastError = health.LastError,
    };
}
