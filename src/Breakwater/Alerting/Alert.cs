using System.Buffers;
using System.Text.Json;
using Breakwater.Model;

namespace Breakwater.Alerting;

/// <summary>One thing that a person should know.</summary>
internal sealed record Alert
{
    /// <summary>The type of its event.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, and in which period: the same cause in the same period is the same alert, on every node and after a restart.</summary>
    public required string Id { get; init; }

    /// <summary>In one sentence.</summary>
    public required string Text { get; init; }

    /// <summary>When it was seen.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The destination that it is about: the alert is not sent there.</summary>
    public string? Destination { get; init; }

    /// <summary>The source that it is about.</summary>
    public string? Source { get; init; }

    /// <summary>The delivery, or the last of several.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>Its event.</summary>
    public Event? Event { get; init; }

    /// <summary>Why, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when it is so.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many: deliveries that died, or that wait.</summary>
    public long? Count { get; init; }

    /// <summary>How long it might have taken.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The body of its event: what an operator needs, without anybody's data.</summary>
    public ReadOnlyMemory<byte> Body(string node)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("alert", Kind);
            json.WriteString("text", Text);
            json.WriteString("at", At.UtcDateTime);
            Write(json, "destination", Destination);
            Write(json, "source", Source ?? Event?.Source);
            Write(json, "eventId", Event?.Id.ToString());
            Write(json, "deliveryId", Delivery?.Id.ToString());
            Write(json, "type", Event?.Type);
            Write(json, "key", Event?.Key);
            Write(json, "reason", Reason);
            if (Since is { } since)
            {
                json.WriteString("since", since.UtcDateTime);
            }

            if (Count is { } count)
            {
                json.WriteNumber("count", count);
            }

            if (Limit is { } limit)
            {
                json.WriteNumber("limitSeconds", (long)limit.TotalSeconds);
            }

            json.WriteString("node", node);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
