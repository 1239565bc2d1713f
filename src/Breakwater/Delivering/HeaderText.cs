using System.Buffers;
using System.Text;

namespace Breakwater.Delivering;

/// <summary>What may stand in a header, and how other text gets there.</summary>
internal static class HeaderText
{
    // Visible ASCII, space and tab. Everything else is control, or letters that two ends read differently.
    private static readonly SearchValues<char> Carriable = SearchValues.Create(
        "\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "!\"#$&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>True when a value can go as it is.</summary>
    public static bool IsCarriable(ReadOnlySpan<char> value) => !value.ContainsAnyExcept(Carriable);

    /// <summary>True for a header that describes a body, and has nothing to describe where there is none.</summary>
    public static bool IsOfContent(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Allow", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Expires", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Last-Modified", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A text of our own (an event's key, type or version) as a header value: visible ASCII goes as it is; <c>%</c>, spaces, control
    /// characters and everything beyond ASCII as percent-encoded UTF-8. So decoding percents always gives the text back.
    /// </summary>
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 32);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && Plain.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                encoded.Append('%').Append(Convert.ToHexString([b]));
            }
        }

        return encoded.ToString();
    }

    /// <summary>A text as an error may show it: short, and nothing that moves a terminal's cursor.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder(Math.Min(text.Length, 65));
        foreach (var c in text[..Math.Min(text.Length, 64)])
        {
            shown.Append(c is >= ' ' and <= '~' ? c : '?');
        }

        return (text.Length > 64 ? shown.Append('…') : shown).ToString();
    }
}
