using System.Globalization;
using System.Text;

namespace Breakwater.Verification.Json;

/// <summary>The text of a JSON string token that the reader has found well-formed.</summary>
internal static class JsonText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text; null when the bytes are not UTF-8.</summary>
    /// <param name="token">The bytes between the quotes.</param>
    /// <param name="escaped">True when there are escapes among them.</param>
    public static string? Of(ReadOnlySpan<byte> token, bool escaped)
    {
        if (!System.Text.Unicode.Utf8.IsValid(token))
        {
            return null;
        }

        var text = Strict.GetString(token);
        return escaped ? Unescape(text) : text;
    }

    private static string Unescape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '\\' || at + 1 >= text.Length)
            {
                result.Append(text[at]);
                continue;
            }

            at++;
            if (text[at] == 'u')
            {
                at += Unicode(text, at, result);
            }
            else
            {
                result.Append(Simple(text[at]));
            }
        }

        return result.ToString();
    }

    private static char Simple(char escape) => escape switch
    {
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => escape,
    };

    /// <summary>Appends the character of <c>\uXXXX</c>, or of a pair of them.</summary>
    /// <returns>How many characters after the <c>u</c> were used.</returns>
    private static int Unicode(string text, int at, StringBuilder result)
    {
        const int Digits = 4;
        const int Pair = 10;
        var first = Code(text, at + 1);
        if (!char.IsSurrogate(first))
        {
            result.Append(first);
            return Digits;
        }

        var paired = at + Pair < text.Length && text[at + 5] == '\\' && text[at + 6] == 'u';
        if (paired && Code(text, at + 7) is var second && char.IsSurrogatePair(first, second))
        {
            result.Append(first).Append(second);
            return Pair;
        }

        // A lone surrogate is no character: its escape stays.
        result.Append(text, at - 1, Digits + 2);
        return Digits;
    }

    private static char Code(string text, int at) =>
        (char)ushort.Parse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
