using System.Buffers.Text;

namespace Breakwater.Bench;

/// <summary>As much of HTTP/1.1 as a generator and a sink need that know who talks to them.</summary>
internal static class HttpMessage
{
    /// <summary>The length of the first message in the bytes, or -1 when it is not whole yet.</summary>
    public static int Length(ReadOnlySpan<byte> bytes)
    {
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return -1;
        }

        var at = bytes[..head].IndexOf("ontent-Length: "u8);
        if (at < 0)
        {
            at = bytes[..head].IndexOf("ontent-length: "u8);
        }

        if (at >= 0)
        {
            return Utf8Parser.TryParse(bytes[(at + "ontent-Length: ".Length)..], out int length, out _) && head + 4 + length <= bytes.Length
                ? head + 4 + length
                : -1;
        }

        if (bytes[..head].IndexOf("chunked"u8) < 0)
        {
            return head + 4;
        }

        var last = bytes[head..].IndexOf("\r\n0\r\n\r\n"u8);
        return last < 0 ? -1 : head + last + 7;
    }

    public static bool IsWhole(ReadOnlySpan<byte> bytes) => Length(bytes) >= 0;
}
