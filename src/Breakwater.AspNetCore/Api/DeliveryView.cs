using System.Text;
using System.Text.Json.Serialization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Running;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>A delivery as a part of its event.</summary>
internal sealed record DeliveryOfEvent
{
    public required string Id { get; init; }

    public required string Destination { get; init; }

    public required string State { get; init; }

    public required string? WaitingFor { get; init; }

    public required int Attempts { get; init; }

    public required DateTime? NextAttemptAt { get; init; }

    public required int? LastStatus { get; init; }

    public required string? LastError { get; init; }

    public required DateTime? SettledAt { get; init; }

    public required string? Replay { get; init; }

    /// <summary>In what order it goes among the events of its key.</summary>
    public required string Order { get; init; }

    /// <summary>Of a stale one: the newer event.</summary>
    public required string? SupersededBy { get; init; }

    /// <summary>An event of the same key and version with another body, which the destination had before.</summary>
    public required string? ConflictsWith { get; init; }

    /// <summary>True while a person decides: it may have taken effect.</summary>
    public required bool Held { get; init; }

    /// <summary>What took its destination's place.</summary>
    public required FallbackView? Fallback { get; init; }

    /// <summary>What it stands in for.</summary>
    public required InsteadOfView? InsteadOf { get; init; }

    public static DeliveryOfEvent Of(Delivery delivery, Engine engine) => new()
    {
        Id = delivery.Id.ToString(),
        Destination = delivery.Destination,
        State = Words.Of(delivery.State),
        WaitingFor = engine.WaitingFor(delivery),
        Attempts = delivery.Attempts,
        NextAttemptAt = delivery.NextAttemptAt?.UtcDateTime,
        LastStatus = delivery.LastStatus,
        LastError = delivery.LastError,
        SettledAt = delivery.SettledAt?.UtcDateTime,
        Replay = delivery.Replay?.ToString(),
        Order = Words.Of(delivery.Turn?.Order ?? DeliveryOrder.None),
        SupersededBy = Rivals.SupersededBy(delivery),
        ConflictsWith = Rivals.ConflictsWith(delivery),
        Held = delivery is { State: DeliveryState.Waiting, Ambiguity: Ambiguity.Held },
        Fallback = FallbackView.Of(delivery.Fallback),
        InsteadOf = InsteadOfView.Of(delivery.InsteadOf),
    };
}

/// <summary>A delivery as a line of a list.</summary>
internal sealed record DeliveryLine
{
    public required string Id { get; init; }

    public required string EventId { get; init; }

    public required string Source { get; init; }

    public required string? Type { get; init; }

    public required string? Key { get; init; }

    public required string Destination { get; init; }

    public required string State { get; init; }

    public required string? WaitingFor { get; init; }

    public required int Attempts { get; init; }

    public required DateTime? NextAttemptAt { get; init; }

    public required int? LastStatus { get; init; }

    public required string? LastError { get; init; }

    public required DateTime? SettledAt { get; init; }

    public required string? Replay { get; init; }

    /// <summary>In what order it goes among the events of its key.</summary>
    public required string Order { get; init; }

    /// <summary>Of a stale one: the newer event.</summary>
    public required string? SupersededBy { get; init; }

    /// <summary>An event of the same key and version with another body, which the destination had before.</summary>
    public required string? ConflictsWith { get; init; }

    /// <summary>True while a person decides: it may have taken effect.</summary>
    public required bool Held { get; init; }

    /// <summary>What took its destination's place.</summary>
    public required FallbackView? Fallback { get; init; }

    /// <summary>What it stands in for.</summary>
    public required InsteadOfView? InsteadOf { get; init; }

    public static DeliveryLine Of(DeliverySummary summary, Engine engine)
    {
        var delivery = summary.Delivery;
        return new DeliveryLine
        {
            Id = delivery.Id.ToString(),
            EventId = delivery.EventId.ToString(),
            Source = summary.Source,
            Type = summary.Type,
            Key = summary.Key,
            Destination = delivery.Destination,
            State = Words.Of(delivery.State),
            WaitingFor = engine.WaitingFor(delivery),
            Attempts = delivery.Attempts,
            NextAttemptAt = delivery.NextAttemptAt?.UtcDateTime,
            LastStatus = delivery.LastStatus,
            LastError = delivery.LastError,
            SettledAt = delivery.SettledAt?.UtcDateTime,
            Replay = delivery.Replay?.ToString(),
            Order = Words.Of(delivery.Turn?.Order ?? DeliveryOrder.None),
            SupersededBy = Rivals.SupersededBy(delivery),
            ConflictsWith = Rivals.ConflictsWith(delivery),
            Held = delivery is { State: DeliveryState.Waiting, Ambiguity: Ambiguity.Held },
            Fallback = FallbackView.Of(delivery.Fallback),
            InsteadOf = InsteadOfView.Of(delivery.InsteadOf),
        };
    }
}

/// <summary>A delivery, whole, with all its attempts.</summary>
internal sealed record DeliveryView
{
    public required string Id { get; init; }

    public required string EventId { get; init; }

    public required string Source { get; init; }

    public required string? Type { get; init; }

    public required string? Key { get; init; }

    public required string Destination { get; init; }

    public required string State { get; init; }

    public required string? WaitingFor { get; init; }

    public required int Attempts { get; init; }

    public required DateTime? NextAttemptAt { get; init; }

    public required int? LastStatus { get; init; }

    public required string? LastError { get; init; }

    public required DateTime? SettledAt { get; init; }

    public required string? Replay { get; init; }

    /// <summary>In what order it goes among the events of its key.</summary>
    public required string Order { get; init; }

    /// <summary>Of a stale one: the newer event.</summary>
    public required string? SupersededBy { get; init; }

    /// <summary>An event of the same key and version with another body, which the destination had before.</summary>
    public required string? ConflictsWith { get; init; }

    /// <summary>True while a person decides: it may have taken effect.</summary>
    public required bool Held { get; init; }

    /// <summary>What took its destination's place.</summary>
    public required FallbackView? Fallback { get; init; }

    /// <summary>What it stands in for.</summary>
    public required InsteadOfView? InsteadOf { get; init; }

    public required IReadOnlyList<AttemptView> AttemptLog { get; init; }

    /// <summary>True where the source redacts: what attempts sent and got is then as people see it.</summary>
    public required bool Redacted { get; init; }

    public static DeliveryView Of(DeliveryDetail detail, RedactedEvent? redacted, Engine engine)
    {
        var line = DeliveryLine.Of(detail.Summary, engine);
        return new DeliveryView
        {
            Id = line.Id,
            EventId = line.EventId,
            Source = line.Source,
            Type = line.Type,
            Key = line.Key,
            Destination = line.Destination,
            State = line.State,
            WaitingFor = line.WaitingFor,
            Attempts = line.Attempts,
            NextAttemptAt = line.NextAttemptAt,
            LastStatus = line.LastStatus,
            LastError = line.LastError,
            SettledAt = line.SettledAt,
            Replay = line.Replay,
            Order = line.Order,
            SupersededBy = line.SupersededBy,
            ConflictsWith = line.ConflictsWith,
            Held = line.Held,
            Fallback = line.Fallback,
            InsteadOf = line.InsteadOf,
            AttemptLog = [.. detail.Attempts.Select(attempt => AttemptView.Of(attempt, redacted))],
            Redacted = redacted is not null,
        };
    }
}

/// <summary>The event that is in a delivery's way, by what it means.</summary>
internal static class Rivals
{
    public static string? SupersededBy(Delivery delivery) => delivery.State == DeliveryState.Stale ? delivery.Rival?.ToString() : null;

    public static string? ConflictsWith(Delivery delivery) => delivery.State == DeliveryState.Stale ? null : delivery.Rival?.ToString();
}

/// <summary>One attempt.</summary>
internal sealed record AttemptView
{
    public required int Number { get; init; }

    public required DateTime StartedAt { get; init; }

    public required double DurationMs { get; init; }

    public required string Node { get; init; }

    public required string Outcome { get; init; }

    public required int? Status { get; init; }

    public required string? Error { get; init; }

    public required IReadOnlyDictionary<string, string> RequestHeaders { get; init; }

    /// <summary>The start of what was sent, where a transform made it; else it is the event's own body.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RequestBody { get; init; }

    public required IReadOnlyDictionary<string, string> ResponseHeaders { get; init; }

    /// <summary>As text: what is not UTF-8 shows as replacement characters.</summary>
    public required string ResponseBody { get; init; }

    public required string Decision { get; init; }

    public static AttemptView Of(Attempt attempt, RedactedEvent? redacted) => new()
    {
        Number = attempt.Number,
        StartedAt = attempt.StartedAt.UtcDateTime,
        DurationMs = attempt.Duration.TotalMilliseconds,
        Node = attempt.Node,
        Outcome = Words.Of(attempt.Outcome),
        Status = attempt.Status,
        Error = attempt.Error,
        RequestHeaders = HeaderMap.Of(redacted?.Lines(attempt.RequestHeaders) ?? attempt.RequestHeaders),
        RequestBody = attempt.RequestBody.IsEmpty ? null : Text(attempt.RequestBody, redacted),
        ResponseHeaders = HeaderMap.Of(redacted?.Lines(attempt.ResponseHeaders) ?? attempt.ResponseHeaders),
        ResponseBody = Text(attempt.ResponseBody, redacted),
        Decision = attempt.Decision,
    };

    private static string Text(ReadOnlyMemory<byte> body, RedactedEvent? redacted) => redacted?.BodyText(body) ?? Encoding.UTF8.GetString(body.Span);
}
