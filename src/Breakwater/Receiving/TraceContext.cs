using System.Buffers;
using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Receiving;

/// <summary>The W3C trace context of an arrival (Trace Context, 3.2): it joins the sender's trace with a span of our own, or begins a new trace.</summary>
internal static class TraceContext
{
    private const int Length = 55;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>The sender's <c>traceparent</c>, when it sent exactly one and it is valid; else null.</summary>
    public static string? Of(IReadOnlyList<Header> headers)
    {
        string? found = null;
        for (var index = 0; index < headers.Count; index++)
        {
            if (headers[index].Name.Equals("traceparent", StringComparison.OrdinalIgnoreCase))
            {
                if (found is not null)
                {
                    return null;
                }

                found = headers[index].Value;
            }
        }

        return found is not null && IsValid(found) ? found : null;
    }

    /// <summary>The context to go on with: the sender's trace where it is given and valid, and a new span.</summary>
    public static string Continue(string? sender, Random chance)
    {
        var span = NonZero(chance);
        return sender is not null && IsValid(sender)
            ? string.Create(CultureInfo.InvariantCulture, $"00-{sender.AsSpan(3, 32)}-{span:x16}-0{(IsSampled(sender) ? 1 : 0)}")
            : string.Create(CultureInfo.InvariantCulture, $"00-{NonZero(chance):x16}{NonZero(chance):x16}-{span:x16}-00");
    }

    /// <summary>Of the flags only this one is known to version 00: the last bit of the last hex digit.</summary>
    private static bool IsSampled(string sender) => (Convert.ToInt32(sender.Substring(54, 1), 16) & 1) == 1;

    /// <summary>A higher version may have more after the flags; of version 00, and of what we pass on, the length is exact.</summary>
    private static bool IsValid(string text)
    {
        if (text.Length < Length || text[2] != '-' || text[35] != '-' || text[52] != '-')
        {
            return false;
        }

        var version = text.AsSpan(0, 2);
        var trace = text.AsSpan(3, 32);
        var parent = text.AsSpan(36, 16);
        var tail = text.AsSpan(Length);
        return IsHex(version) && IsHex(trace) && IsHex(parent) && IsHex(text.AsSpan(53, 2))
            && !version.SequenceEqual("ff")
            && (tail.IsEmpty || (!version.SequenceEqual("00") && tail[0] == '-'))
            && trace.ContainsAnyExcept('0')
            && parent.ContainsAnyExcept('0');
    }

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Hex);

    private static long NonZero(Random chance) => chance.NextInt64(1, long.MaxValue);
}
