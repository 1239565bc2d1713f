using System.Globalization;
using System.Text;

namespace Breakwater.Cli.Output;

/// <summary>
/// Makes text that strangers wrote (types, keys, error texts, answers) fit for a terminal and a log: one line, no control characters, no
/// escape sequences, nothing that turns the direction of writing round.
/// </summary>
internal static class SafeText
{
    /// <summary>The same text, each unsafe character shown as an escape: <c>\n</c>, <c>\u001b</c>.</summary>
    public static string Escape(string text)
    {
        var unsafeAt = FirstUnsafe(text);
        if (unsafeAt < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text, 0, unsafeAt, text.Length + 16);
        for (var i = unsafeAt; i < text.Length; i++)
        {
            Append(safe, text[i], Lone(text, i));
        }

        return safe.ToString();
    }

    /// <summary>The text, escaped, and cut to so many characters with an ellipsis where it is longer.</summary>
    public static string Cut(string text, int length)
    {
        var safe = Escape(text);
        if (safe.Length <= length)
        {
            return safe;
        }

        var end = char.IsHighSurrogate(safe[length - 2]) ? length - 2 : length - 1;
        return string.Concat(safe.AsSpan(0, end), "…");
    }

    private static int FirstUnsafe(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~' && (Unsafe(text[i]) || Lone(text, i)))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Unsafe(char c) => CharUnicodeInfo.GetUnicodeCategory(c)
        is UnicodeCategory.Control
        or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.PrivateUse;

    /// <summary>Half a surrogate pair: a terminal would be sent broken bytes.</summary>
    private static bool Lone(string text, int i) =>
        (char.IsHighSurrogate(text[i]) && (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])))
        || (char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1])));

    private static void Append(StringBuilder safe, char c, bool lone)
    {
        if (!lone && !Unsafe(c))
        {
            safe.Append(c);
            return;
        }

        _ = c switch
        {
            '\n' => safe.Append("\\n"),
            '\r' => safe.Append("\\r"),
            '\t' => safe.Append("\\t"),
            _ => safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
        };
    }
}
