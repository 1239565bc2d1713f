using System.Buffers;
using System.Text;
using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Texts in one blob, each with its length before it: headers (name, value, name, value, …) and names. How every store keeps them.</summary>
public static class TextList
{
    /// <summary>Writes headers in place of what the output holds.</summary>
    public static void Write(ArrayBufferWriter<byte> output, IReadOnlyList<Header> headers)
    {
        output.ResetWrittenCount();
        for (var i = 0; i < headers.Count; i++)
        {
            Write(output, headers[i].Name);
            Write(output, headers[i].Value);
        }
    }

    /// <summary>Writes texts in place of what the output holds.</summary>
    public static void Write(ArrayBufferWriter<byte> output, IReadOnlyList<string> texts)
    {
        output.ResetWrittenCount();
        for (var i = 0; i < texts.Count; i++)
        {
            Write(output, texts[i]);
        }
    }

    /// <summary>Reads headers.</summary>
    public static IReadOnlyList<Header> ReadHeaders(ReadOnlySpan<byte> input)
    {
        var headers = new List<Header>();
        while (!input.IsEmpty)
        {
            headers.Add(new Header(Read(ref input), Read(ref input)));
        }

        return headers;
    }

    /// <summary>Reads texts.</summary>
    public static IReadOnlyList<string> ReadTexts(ReadOnlySpan<byte> input)
    {
        var texts = new List<string>();
        while (!input.IsEmpty)
        {
            texts.Add(Read(ref input));
        }

        return texts;
    }

    private static void Write(ArrayBufferWriter<byte> output, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = output.GetSpan(length + 5);
        var used = 0;
        var rest = (uint)length;
        while (rest >= 0x80)
        {
            span[used++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[used++] = (byte)rest;
        output.Advance(used + Encoding.UTF8.GetBytes(text, span[used..]));
    }

    private static string Read(ref ReadOnlySpan<byte> input)
    {
        var length = 0;
        var shift = 0;
        var used = 0;
        do
        {
            length |= (input[used] & 0x7f) << shift;
            shift += 7;
        }
        while (input[used++] >= 0x80);

        var text = Encoding.UTF8.GetString(input.Slice(used, length));
        input = input[(used + length)..];
        return text;
    }
}
