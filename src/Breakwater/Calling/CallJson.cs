using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Breakwater.Model;

namespace Breakwater.Calling;

/// <summary>A call that has ended as JSON, for the destination that is told of it: the members and words of <c>GET /v1/calls/{id}</c>.</summary>
internal static class CallJson
{
    public static ReadOnlyMemory<byte> Of(Call call)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, call.Id.ToString());
            json.WriteString("destination"u8, call.Request.Destination);
            json.WriteString("method"u8, call.Request.Method);
            json.WriteString("path"u8, call.Request.Path);
            json.WriteString("key"u8, call.Request.Key);
            json.WriteString("idempotencyKey"u8, call.Request.IdempotencyKey ?? call.Id.ToString());
            json.WriteString("state"u8, StateOf(call.Delivery.State));
            json.WriteNumber("attempts"u8, call.Delivery.Attempts);
            WriteAnswer(json, call.Answer);
            if (call.Fallback is { } fallback)
            {
                json.WriteString("fallback"u8, fallback.Kind switch
                {
                    FallbackKind.LastGood => "lastGood",
                    FallbackKind.Answer => "answer",
                    _ => "destination",
                });
            }

            json.WriteString("lastError"u8, call.Delivery.LastError);
            json.WriteString("createdAt"u8, call.CreatedAt.UtcDateTime);
            WriteTime(json, call.Delivery.SettledAt);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory.ToArray();
    }

    private static void WriteAnswer(Utf8JsonWriter json, CallAnswer? answer)
    {
        if (answer is null)
        {
            json.WriteNull("status"u8);
            json.WriteNull("headers"u8);
            json.WriteNull("body"u8);
            json.WriteNull("bodyEncoding"u8);
            json.WriteBoolean("bodyCut"u8, false);
            return;
        }

        json.WriteNumber("status"u8, answer.Status);
        json.WriteStartObject("headers"u8);
        foreach (var lines in answer.Headers.GroupBy(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase))
        {
            json.WriteString(lines.Key, string.Join(", ", lines));
        }

        json.WriteEndObject();
        var text = Utf8.IsValid(answer.Body.Span);
        if (text)
        {
            json.WriteString("body"u8, answer.Body.Span);
        }
        else
        {
            json.WriteBase64String("body"u8, answer.Body.Span);
        }

        json.WriteString("bodyEncoding"u8, text ? "utf-8"u8 : "base64"u8);
        json.WriteBoolean("bodyCut"u8, answer.Cut);
    }

    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? settled)
    {
        if (settled is { } moment)
        {
            json.WriteString("settledAt"u8, moment.UtcDateTime);
        }
        else
        {
            json.WriteNull("settledAt"u8);
        }
    }

    private static string StateOf(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Dead => "dead",
        DeliveryState.Stale => "stale",
        _ => "cancelled",
    };
}
