using System.Buffers;
using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>How every store keeps the small lists of entities: as texts in one blob.</summary>
public static class EntityCodec
{
    /// <summary>Writes marks.</summary>
    public static byte[] Write(IReadOnlyList<EntityMark> marks)
    {
        ArgumentNullException.ThrowIfNull(marks);
        return Write([.. marks.SelectMany(mark => new[] { mark.Source, mark.State, mark.Version ?? "" })]);
    }

    /// <summary>Reads marks.</summary>
    public static IReadOnlyList<EntityMark> ReadMarks(ReadOnlySpan<byte> input) =>
        [.. TextList.ReadTexts(input).Chunk(3).Select(part => new EntityMark(part[0], part[1], part[2].Length == 0 ? null : part[2]))];

    /// <summary>Writes what destinations know otherwise.</summary>
    public static byte[] Write(IReadOnlyList<EntityDifference> differs)
    {
        ArgumentNullException.ThrowIfNull(differs);
        return Write([.. differs.SelectMany(one => new[] { one.Destination, one.Why, one.At.UtcTicks.ToString(CultureInfo.InvariantCulture) })]);
    }

    /// <summary>Reads it.</summary>
    public static IReadOnlyList<EntityDifference> ReadDiffers(ReadOnlySpan<byte> input) =>
        [.. TextList.ReadTexts(input).Chunk(3).Select(part => new EntityDifference(part[0], part[1], new DateTimeOffset(long.Parse(part[2], CultureInfo.InvariantCulture), TimeSpan.Zero)))];

    /// <summary>Writes the deliveries of an event that waits: what they will be made of.</summary>
    public static byte[] Write(IReadOnlyList<Delivery> parked)
    {
        ArgumentNullException.ThrowIfNull(parked);
        return Write([.. parked.SelectMany(delivery => new[]
        {
            delivery.Id.ToString(),
            delivery.Destination,
            delivery.Shard.ToString(CultureInfo.InvariantCulture),
            delivery.Turn is { } turn ? string.Create(CultureInfo.InvariantCulture, $"{Ordering.Of(turn)} {turn.Line}") : "",
        })]);
    }

    /// <summary>Reads them.</summary>
    /// <param name="input">The blob.</param>
    /// <param name="evt">The event that waits.</param>
    /// <param name="since">When it was received; another moment counts once they are due.</param>
    public static IReadOnlyList<Delivery> ReadParked(ReadOnlySpan<byte> input, EventId evt, DateTimeOffset since) =>
    [
        .. TextList.ReadTexts(input).Chunk(4).Select(part => new Delivery
        {
            Id = DeliveryId.TryParse(part[0], out var id) ? id : throw new InvalidDataException("the id of a delivery that waits cannot be read"),
            EventId = evt,
            Destination = part[1],
            Shard = int.Parse(part[2], CultureInfo.InvariantCulture),
            Since = since,
            Turn = ReadTurn(part[3]),
        }),
    ];

    /// <summary>Its place is known when the event is applied.</summary>
    private static Turn? ReadTurn(string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0
            ? null
            : Ordering.Read(
                long.Parse(text.AsSpan(blank + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                int.Parse(text.AsSpan(0, blank), CultureInfo.InvariantCulture),
                "");
    }

    private static byte[] Write(IReadOnlyList<string> texts)
    {
        var output = new ArrayBufferWriter<byte>(256);
        TextList.Write(output, texts);
        return output.WrittenSpan.ToArray();
    }
}
