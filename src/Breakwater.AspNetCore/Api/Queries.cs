using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Breakwater.AspNetCore.Api;

/// <summary>The parameters of the search for events.</summary>
internal sealed record EventQuery
{
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    [FromQuery(Name = "type")]
    public string? Type { get; init; }

    [FromQuery(Name = "key")]
    public string? Key { get; init; }

    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "destination")]
    public string? Destination { get; init; }

    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    [FromQuery(Name = "from")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "after")]
    public string? After { get; init; }
}

/// <summary>The parameters of the search for deliveries.</summary>
internal sealed record DeliveryQuery
{
    [FromQuery(Name = "destination")]
    public string? Destination { get; init; }

    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    [FromQuery(Name = "key")]
    public string? Key { get; init; }

    [FromQuery(Name = "from")]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    public string? To { get; init; }

    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "after")]
    public string? After { get; init; }
}

/// <summary>The parameters of the list of entities.</summary>
internal sealed record EntityQuery
{
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "drift")]
    public string? Drift { get; init; }

    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "after")]
    public string? After { get; init; }
}

/// <summary>The parameters of the list of rejections.</summary>
internal sealed record RejectionQuery
{
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "after")]
    public string? After { get; init; }
}

/// <summary>The parameters of the audit log.</summary>
internal sealed record AuditQuery
{
    [FromQuery(Name = "actor")]
    public string? Actor { get; init; }

    [FromQuery(Name = "action")]
    public string? Action { get; init; }

    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "after")]
    public string? After { get; init; }
}

/// <summary>The parameters of a short list.</summary>
internal sealed record PageQuery
{
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "after")]
    public string? After { get; init; }
}

/// <summary>The parameters of the list of reconciliations.</summary>
internal sealed record ReconciliationQuery
{
    [FromQuery(Name = "source")]
    public string? Source { get; init; }

    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    [FromQuery(Name = "after")]
    public string? After { get; init; }
}

/// <summary>A parameter that is not known or comes twice is refused: a filter that is misspelt must not silently match everything.</summary>
internal static class QueryNames
{
    public static readonly string[] Events = ["source", "type", "key", "state", "destination", "q", "from", "to", "limit", "after"];
    public static readonly string[] Deliveries = ["destination", "state", "source", "key", "from", "to", "limit", "after"];
    public static readonly string[] Entities = ["state", "drift", "limit", "after"];
    public static readonly string[] Rejections = ["source", "limit", "after"];
    public static readonly string[] Reconciliations = ["source", "limit", "after"];
    public static readonly string[] Audit = ["actor", "action", "limit", "after"];
    public static readonly string[] Page = ["limit", "after"];
    public static readonly string[] Stream = ["after"];

    /// <summary>What each parameter means.</summary>
    public static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["source"] = "The name of the source.",
        ["type"] = "The event's type, exactly, or with * as in a route.",
        ["key"] = "The event's key, exactly.",
        ["state"] = "The state of a delivery (waiting, delivered, dead, stale, cancelled), or of an entity, as its kind names them.",
        ["drift"] = "true: entities where something is open; false: the others.",
        ["destination"] = "The name of a destination that there is a delivery to.",
        ["q"] = "An event id or its beginning, an idempotency id, a key or a type, exactly.",
        ["actor"] = "Who did it: the name of a token, exactly.",
        ["action"] = "What was done, exactly, for example delivery.retry.",
        ["from"] = $"At or after this moment: {Moments.Form}.",
        ["to"] = $"Before this moment: {Moments.Form}.",
        ["limit"] = "At most so many items.",
        ["after"] = "Where to go on: the next of the page before, or the id of an event of the stream.",
    }.ToFrozenDictionary();

    /// <summary>What is wrong with the query; null when nothing is.</summary>
    public static Problem? Fault(HttpRequest request, string[] known)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                return Problems.Invalid($"a parameter of the query is not known; this call takes {string.Join(", ", known)}");
            }

            if (values.Count > 1)
            {
                return Problems.Invalid($"{name} is there {values.Count} times; give it once");
            }
        }

        return null;
    }
}
