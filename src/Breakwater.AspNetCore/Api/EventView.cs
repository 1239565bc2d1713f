using System.Text;
using System.Text.Unicode;
using Breakwater.Running;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>An event in a list.</summary>
internal record EventListView
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public string? Type { get; init; }

    public required string IdempotencyId { get; init; }

    public string? Key { get; init; }

    public string? Version { get; init; }

    public DateTimeOffset? OccurredAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>How often it came again.</summary>
    public long Duplicates { get; init; }

    public DateTimeOffset? LastDuplicateAt { get; init; }

    public required IReadOnlyList<DeliveryView> Deliveries { get; init; }

    public static EventListView Of(EventSummary summary, Engine engine) => new()
    {
        Id = summary.Event.Id.ToString(),
        Source = summary.Event.Source,
        Type = summary.Event.Type,
        IdempotencyId = summary.Event.IdempotencyId,
        Key = summary.Event.Key,
        Version = summary.Event.Version,
        OccurredAt = summary.Event.OccurredAt,
        ReceivedAt = summary.Event.ReceivedAt,
        Duplicates = summary.Duplicates,
        LastDuplicateAt = summary.LastDuplicateAt,
        Deliveries = [.. summary.Deliveries.Select(delivery => DeliveryView.Of(delivery, engine))],
    };
}

/// <summary>An event, whole.</summary>
internal sealed record EventView : EventListView
{
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body: as text when it is UTF-8, else as base 64.</summary>
    public required string Body { get; init; }

    /// <summary><c>utf-8</c> or <c>base64</c>: how <see cref="Body"/> is written.</summary>
    public required string BodyEncoding { get; init; }

    public string? Traceparent { get; init; }

    public static EventView Of(EventDetail detail, Engine engine)
    {
        var line = Of(detail.Summary, engine);
        var evt = detail.Summary.Event;
        var isText = Utf8.IsValid(evt.Body.Span);
        return new EventView
        {
            Id = line.Id,
            Source = line.Source,
            Type = line.Type,
            IdempotencyId = line.IdempotencyId,
            Key = line.Key,
            Version = line.Version,
            OccurredAt = line.OccurredAt,
            ReceivedAt = line.ReceivedAt,
            Duplicates = line.Duplicates,
            LastDuplicateAt = line.LastDuplicateAt,
            Headers = HeaderView.Of(evt.Headers),
            Body = isText ? Encoding.UTF8.GetString(evt.Body.Span) : Convert.ToBase64String(evt.Body.Span),
            BodyEncoding = isText ? "utf-8" : "base64",
            Traceparent = evt.TraceParent,
            Deliveries = line.Deliveries,
        };
    }
}

/// <summary>What publishing came to; the same as at the door.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Duplicate">True when it was known.</param>
internal sealed record PublishedView(string Id, bool Duplicate);
