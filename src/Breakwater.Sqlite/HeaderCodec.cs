using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Breakwater.Model;

namespace Breakwater.Sqlite;

/// <summary>Header lines as bytes: for each name and value its length in two bytes, or four behind a mark, and its UTF-8.</summary>
internal static class HeaderCodec
{
    private const ushort Long = ushort.MaxValue;

    public static void Write(IReadOnlyList<Header> headers, ArrayBufferWriter<byte> to)
    {
        to.ResetWrittenCount();
        for (var i = 0; i < headers.Count; i++)
        {
            Write(headers[i].Name, to);
            Write(headers[i].Value, to);
        }
    }

    public static IReadOnlyList<Header> Read(ReadOnlySpan<byte> from)
    {
        var headers = new List<Header>();
        while (!from.IsEmpty)
        {
            var name = Take(ref from);
            headers.Add(new Header(name, Take(ref from)));
        }

        return headers;
    }

    private static void Write(string text, ArrayBufferWriter<byte> to)
    {
        var span = to.GetSpan(6 + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetByteCount(text);
        var prefix = 2;
        if (length < Long)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)length);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(span, Long);
            BinaryPrimitives.WriteInt32LittleEndian(span[2..], length);
            prefix = 6;
        }

        Encoding.UTF8.GetBytes(text, span[prefix..]);
        to.Advance(prefix + length);
    }

    private static string Take(ref ReadOnlySpan<byte> from)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(from);
        from = from[2..];
        if (length == Long)
        {
            length = BinaryPrimitives.ReadInt32LittleEndian(from);
            from = from[4..];
        }

        var text = Encoding.UTF8.GetString(from[..length]);
        from = from[length..];
        return text;
    }
}
