using System.Text.Json;
namespace Breakwater.AspNetCore.Api;

/// <summary>Asks that one event is sent again.</summary>
internal sealed record EventReplayRequest
{
    /// <summary>The destinations; without: today's routes.</summary>
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>True: send it in its order though a destination has newer state.</summary>
    public bool Force { get; init; }
}

/// <summary>Asks that many events are sent again.</summary>
internal sealed record ReplayRequest
{
    public ReplayFilter? Filter { get; init; }

    /// <summary>The destinations; without: today's routes.</summary>
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>At most so many events: <c>50/s</c>, <c>600/m</c>, or a number of them a second.</summary>
    public JsonElement? Rate { get; init; }

    /// <summary>True: only say how many events it would be.</summary>
    public bool DryRun { get; init; }
}

/// <summary>Which events; the members are the parameters of the search.</summary>
internal sealed record ReplayFilter
{
    public string? Source { get; init; }

    public string? Type { get; init; }

    public string? Key { get; init; }

    public string? State { get; init; }

    public string? Destination { get; init; }

    public string? Q { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }
}

/// <summary>An event that the product publishes: the shape of the request for the OpenAPI document; it is read without being copied.</summary>
internal sealed record PublishRequest
{
    public required string Source { get; init; }

    public required string Type { get; init; }

    public string? Id { get; init; }

    public string? Key { get; init; }

    public string? Version { get; init; }

    public required System.Text.Json.JsonElement Data { get; init; }
}
