using System.Globalization;
using System.Text;

namespace Breakwater.Observing;

/// <summary>
/// A stranger's text made safe for a log line or a terminal: no line break, control, terminal escape, invisible or direction-turning
/// character, and not longer than asked for.
/// </summary>
internal static class Printable
{
    /// <summary>How many characters of a name are shown where nothing else is said.</summary>
    public const int NameLength = 128;

    /// <summary>The text itself where it is harmless; else escaped and cut, with an ellipsis where something is missing.</summary>
    public static string? Of(string? text, int length = NameLength)
    {
        if (text is null || (text.Length <= length && IsHarmless(text)))
        {
            return text;
        }

        var safe = new StringBuilder(length + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = IsHarmless(rune) ? rune.ToString() : Escape(rune);
            if (safe.Length + shown.Length > length)
            {
                return safe.Append('…').ToString();
            }

            safe.Append(shown);
        }

        return safe.ToString();
    }

    private static bool IsHarmless(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return true;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsHarmless(rune))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHarmless(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and <= '~'
        : rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Escape(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };
}
