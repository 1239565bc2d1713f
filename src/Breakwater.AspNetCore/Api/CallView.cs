using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Breakwater.Model;
using Breakwater.Running;

namespace Breakwater.AspNetCore.Api;

/// <summary>A call and, when it has ended, what the platform answered.</summary>
internal sealed record CallView
{
    public required string Id { get; init; }

    public required string Destination { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string? Key { get; init; }

    /// <summary>What the platform gets as its idempotency key: the caller's, or the call's id.</summary>
    public required string IdempotencyKey { get; init; }

    public required string State { get; init; }

    public required string? WaitingFor { get; init; }

    /// <summary>The platform's status; null while the call waits, and where no answer came.</summary>
    public required int? Status { get; init; }

    public required IReadOnlyDictionary<string, string>? Headers { get; init; }

    public required string? Body { get; init; }

    public required string? BodyEncoding { get; init; }

    /// <summary>True when the platform's body was longer than what is kept of it.</summary>
    public required bool BodyCut { get; init; }

    public required int Attempts { get; init; }

    public required DateTime? NextAttemptAt { get; init; }

    public required int? LastStatus { get; init; }

    public required string? LastError { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime? SettledAt { get; init; }

    /// <summary>The delivery that makes it, with all its attempts: <c>/v1/deliveries/{id}</c>.</summary>
    public required string Delivery { get; init; }

    /// <summary>The destination that is told of the end.</summary>
    public required string? Reply { get; init; }

    /// <summary>What took the platform's place; then the answer is its.</summary>
    public required FallbackView? Fallback { get; init; }

    /// <summary>Of a request to make a call: whether it was known. Null where a call is only looked at.</summary>
    public bool? Duplicate { get; init; }

    public static CallView Of(Call call, Engine engine, bool? duplicate = null)
    {
        var answer = call.Answer;
        var text = answer is not null && Utf8.IsValid(answer.Body.Span);
        return new CallView
        {
            Id = call.Id.ToString(),
            Destination = call.Request.Destination,
            Method = call.Request.Method,
            Path = call.Request.Path,
            Key = call.Request.Key,
            IdempotencyKey = call.Request.IdempotencyKey ?? call.Id.ToString(),
            State = Words.Of(call.Delivery.State),
            WaitingFor = engine.WaitingFor(call.Delivery),
            Status = answer?.Status,
            Headers = answer is null ? null : HeaderMap.Of(answer.Headers),
            Body = answer is null ? null : text ? Encoding.UTF8.GetString(answer.Body.Span) : Convert.ToBase64String(answer.Body.Span),
            BodyEncoding = answer is null ? null : text ? "utf-8" : "base64",
            BodyCut = answer?.Cut ?? false,
            Attempts = call.Delivery.Attempts,
            NextAttemptAt = call.Delivery.NextAttemptAt?.UtcDateTime,
            LastStatus = call.Delivery.LastStatus,
            LastError = call.Delivery.LastError,
            CreatedAt = call.CreatedAt.UtcDateTime,
            SettledAt = call.Delivery.SettledAt?.UtcDateTime,
            Delivery = call.Delivery.Id.ToString(),
            Reply = call.Request.Reply,
            Fallback = FallbackView.Of(call.Fallback),
            Duplicate = duplicate,
        };
    }
}

/// <summary>A call to make: the shape of the request for the OpenAPI document; the bytes of its body are read without being copied.</summary>
internal sealed record CallBody
{
    public required string Destination { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>Each a text, or a list of texts.</summary>
    public JsonElement? Headers { get; init; }

    /// <summary>A text is sent as it is; any other JSON is sent as it stands, as application/json.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>utf-8 (default), or base64 for a body that is no text.</summary>
    public string? BodyEncoding { get; init; }

    public string? Key { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>The destination that is told of the end.</summary>
    public string? Reply { get; init; }
}
