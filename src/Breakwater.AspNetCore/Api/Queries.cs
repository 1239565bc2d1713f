using System.ComponentModel;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary>The parameters of the search for events.</summary>
internal sealed record EventQuery
{
    [Description("The name of the source.")]
    public string? Source { get; init; }

    [Description("The type, exactly, or with * as in a route.")]
    public string? Type { get; init; }

    [Description("The key, exactly.")]
    public string? Key { get; init; }

    [Description("Events that have a delivery in this state: waiting, delivered, dead, stale, cancelled.")]
    public string? State { get; init; }

    [Description("Events that have a delivery to this destination.")]
    public string? Destination { get; init; }

    [Description("An event id or its beginning, an idempotency id, a key or a type, exactly.")]
    public string? Q { get; init; }

    [Description("Received at or after this moment.")]
    public string? From { get; init; }

    [Description("Received before this moment.")]
    public string? To { get; init; }

    [Description("At most so many items.")]
    public string? Limit { get; init; }

    [Description("The cursor of the page before.")]
    public string? After { get; init; }
}

/// <summary>The parameters of the search for deliveries.</summary>
internal sealed record DeliveryQuery
{
    [Description("The name of the destination.")]
    public string? Destination { get; init; }

    [Description("The state: waiting, delivered, dead, stale, cancelled.")]
    public string? State { get; init; }

    [Description("The event's source.")]
    public string? Source { get; init; }

    [Description("The event's key, exactly.")]
    public string? Key { get; init; }

    [Description("Made at or after this moment.")]
    public string? From { get; init; }

    [Description("Made before this moment.")]
    public string? To { get; init; }

    [Description("At most so many items.")]
    public string? Limit { get; init; }

    [Description("The cursor of the page before.")]
    public string? After { get; init; }
}

/// <summary>The parameters of the list of rejections.</summary>
internal sealed record RejectionQuery
{
    [Description("The source's name as it was asked for.")]
    public string? Source { get; init; }

    [Description("At most so many items.")]
    public string? Limit { get; init; }

    [Description("The cursor of the page before.")]
    public string? After { get; init; }
}

/// <summary>The parameters of a short list.</summary>
internal sealed record PageQuery
{
    [Description("At most so many items.")]
    public string? Limit { get; init; }

    [Description("The cursor of the page before.")]
    public string? After { get; init; }
}

/// <summary>A parameter that is not known or comes twice is refused: a filter that is misspelt must not silently match everything.</summary>
internal static class QueryNames
{
    public static readonly string[] Events = ["source", "type", "key", "state", "destination", "q", "from", "to", "limit", "after"];
    public static readonly string[] Deliveries = ["destination", "state", "source", "key", "from", "to", "limit", "after"];
    public static readonly string[] Rejections = ["source", "limit", "after"];
    public static readonly string[] Page = ["limit", "after"];
    public static readonly string[] Stream = ["after"];
    public static readonly string[] None = [];

    /// <summary>What is wrong with the query; null when nothing is.</summary>
    public static Problem? Fault(HttpRequest request, string[] known)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                return Problems.Invalid(known.Length == 0
                    ? "this call takes no parameters"
                    : $"a parameter of the query is not known; this call takes {string.Join(", ", known)}");
            }

            if (values.Count > 1)
            {
                return Problems.Invalid($"{name} is there {values.Count} times; give it once");
            }
        }

        return null;
    }
}
