using System.Buffers.Binary;
using System.Buffers.Text;
using Breakwater.Model;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// The cursor of a list, opaque to callers: which list it is of, and where it stands. A cursor of another list, or one that was
/// changed or made up, is refused.
/// </summary>
internal static class Cursor
{
    public const byte Events = (byte)'e';
    public const byte Deliveries = (byte)'d';
    public const byte Rejections = (byte)'r';
    public const byte Replays = (byte)'p';
    public const byte Audit = (byte)'a';
    public const byte Entities = (byte)'n';
    public const byte Reconciliations = (byte)'c';

    private const int Length = 18;

    public static string? Write(byte list, SortableId? position)
    {
        if (position is not { } id)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = list;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], id.High);
        BinaryPrimitives.WriteInt64BigEndian(bytes[9..], id.Low);
        bytes[^1] = Check(bytes[..^1]);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(byte list, string text, out SortableId position)
    {
        position = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != Base64Url.GetEncodedLength(Length)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written)
            || written != Length
            || bytes[0] != list
            || bytes[^1] != Check(bytes[..^1]))
        {
            return false;
        }

        position = new SortableId(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), BinaryPrimitives.ReadInt64BigEndian(bytes[9..]));
        return position.High >= 0;
    }

    private static byte Check(ReadOnlySpan<byte> bytes)
    {
        var sum = 0xA5;
        foreach (var part in bytes)
        {
            sum = ((sum * 31) + part) & 0xFF;
        }

        return (byte)sum;
    }
}
