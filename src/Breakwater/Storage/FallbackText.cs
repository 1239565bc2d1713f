using System.Buffers;
using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>How every store keeps what took a destination's place, and what a delivery stands in for: a text, for hardly any delivery has one.</summary>
public static class FallbackText
{
    /// <summary>Writes a fallback.</summary>
    public static string? Of(Fallback? fallback)
    {
        if (fallback is null)
        {
            return null;
        }

        var at = fallback.At.UtcTicks;
        return fallback.Kind switch
        {
            FallbackKind.Destination => string.Create(CultureInfo.InvariantCulture, $"to {at} {fallback.Delivery} {fallback.Destination}"),
            FallbackKind.LastGood => string.Create(CultureInfo.InvariantCulture, $"good {at} {fallback.Delivery} {fallback.AnsweredAt?.UtcTicks}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"answer {at} {fallback.Answer?.Status} {Packed(fallback.Answer)} {Base64(fallback.Answer)}"),
        };
    }

    /// <summary>Reads a fallback.</summary>
    public static Fallback? Read(string? text)
    {
        if (text?.Split(' ') is not [var kind, var at, var first, .. var rest])
        {
            return null;
        }

        var moment = Moment(at);
        return kind switch
        {
            "to" => new Fallback { Kind = FallbackKind.Destination, At = moment, Delivery = Id(first), Destination = rest[0] },
            "good" => new Fallback { Kind = FallbackKind.LastGood, At = moment, Delivery = Id(first), AnsweredAt = Moment(rest[0]) },
            _ => new Fallback { Kind = FallbackKind.Answer, At = moment, Answer = Answer(first, rest) },
        };
    }

    /// <summary>Writes what a delivery stands in for.</summary>
    public static string? Of(StandIn? instead) =>
        instead is null ? null : string.Create(CultureInfo.InvariantCulture, $"{instead.Delivery} {instead.Step} {instead.Destination}");

    /// <summary>Reads what a delivery stands in for.</summary>
    public static StandIn? ReadStandIn(string? text) => text?.Split(' ') is [var id, var step, var destination]
        ? new StandIn(Id(id), destination, int.Parse(step, CultureInfo.InvariantCulture))
        : null;

    private static CallAnswer Answer(string status, string[] rest) => new()
    {
        Status = int.Parse(status, CultureInfo.InvariantCulture),
        Headers = TextList.ReadHeaders(Convert.FromBase64String(rest[0])),
        Body = Convert.FromBase64String(rest[1]),
    };

    private static string Packed(CallAnswer? answer)
    {
        var output = new ArrayBufferWriter<byte>(256);
        TextList.Write(output, answer?.Headers ?? []);
        return Convert.ToBase64String(output.WrittenSpan);
    }

    private static string Base64(CallAnswer? answer) => Convert.ToBase64String(answer is null ? [] : answer.Body.Span);

    private static DeliveryId Id(string text) => DeliveryId.TryParse(text, out var id) ? id : throw new FormatException("The database is damaged: a fallback names no delivery.");

    private static DateTimeOffset Moment(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
