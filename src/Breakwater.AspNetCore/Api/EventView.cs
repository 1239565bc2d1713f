using System.Text;
using System.Text.Unicode;
using Breakwater.Configuration;
using Breakwater.Running;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>An event as a line of a list.</summary>
internal sealed record EventLine
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string? Type { get; init; }

    public required string IdempotencyId { get; init; }

    public required string? Key { get; init; }

    public required string? Version { get; init; }

    public required DateTime? OccurredAt { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required long Duplicates { get; init; }

    public required DateTime? LastDuplicateAt { get; init; }

    public required int BodyLength { get; init; }

    public required string? Traceparent { get; init; }

    public required IReadOnlyList<DeliveryOfEvent> Deliveries { get; init; }

    public static EventLine Of(EventSummary summary, Engine engine)
    {
        var evt = summary.Event;
        return new EventLine
        {
            Id = evt.Id.ToString(),
            Source = evt.Source,
            Type = evt.Type,
            IdempotencyId = evt.IdempotencyId,
            Key = evt.Key,
            Version = evt.Version,
            OccurredAt = evt.OccurredAt?.UtcDateTime,
            ReceivedAt = evt.ReceivedAt.UtcDateTime,
            Duplicates = summary.Duplicates,
            LastDuplicateAt = summary.LastDuplicateAt?.UtcDateTime,
            BodyLength = summary.BodyLength,
            Traceparent = evt.TraceParent,
            Deliveries = [.. summary.Deliveries.Select(delivery => DeliveryOfEvent.Of(delivery, engine))],
        };
    }
}

/// <summary>An event, whole.</summary>
internal sealed record EventView
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string? Type { get; init; }

    public required string IdempotencyId { get; init; }

    public required string? Key { get; init; }

    public required string? Version { get; init; }

    public required DateTime? OccurredAt { get; init; }

    public required DateTime ReceivedAt { get; init; }

    public required long Duplicates { get; init; }

    public required DateTime? LastDuplicateAt { get; init; }

    /// <summary>The reconciliation that found it, where its webhook never came.</summary>
    public required string? RecoveredBy { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    public required string BodyEncoding { get; init; }

    public required int BodyLength { get; init; }

    /// <summary>True where the source redacts: headers and body are then as people see them, and not as they came.</summary>
    public required bool Redacted { get; init; }

    public required string? Traceparent { get; init; }

    public required IReadOnlyList<DeliveryOfEvent> Deliveries { get; init; }

    public static EventView Of(EventSummary summary, Engine engine)
    {
        var line = EventLine.Of(summary, engine);
        var redacted = Blots.Of(summary.Event, engine);
        var body = (redacted is null ? summary.Event.Body : redacted.Body ?? Encoding.UTF8.GetBytes(Redaction.NotShown)).Span;
        var text = Utf8.IsValid(body);
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
            RecoveredBy = summary.Event.RecoveredBy?.ToString(),
            Headers = HeaderMap.Of(redacted?.Headers ?? summary.Event.Headers),
            Body = text ? Encoding.UTF8.GetString(body) : Convert.ToBase64String(body),
            BodyEncoding = text ? "utf-8" : "base64",
            BodyLength = summary.Event.Body.Length,
            Redacted = redacted is not null,
            Traceparent = line.Traceparent,
            Deliveries = line.Deliveries,
        };
    }
}
