using System.Buffers;
using System.Text;

namespace Breakwater.PostgreSql.Rows;

/// <summary>
/// Texts as PostgreSQL takes them: it knows no NUL and no half of a surrogate pair. A NUL is written as two characters and read back;
/// half a pair becomes U+FFFD, as everywhere else where it is encoded.
/// </summary>
internal static class PlainText
{
    /// <summary>Of the private use area: whoever really sends it gets it back, too.</summary>
    private const char Escape = '\uE0F1';

    private static readonly SearchValues<char> Special = SearchValues.Create(['\0', Escape]);

    public static string? ToColumn(this string? text)
    {
        if (text is null || (text.AsSpan().IndexOfAny(Special) < 0 && text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0))
        {
            return text;
        }

        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        return new StringBuilder(whole, whole.Length + 8).Replace($"{Escape}", $"{Escape}1").Replace("\0", $"{Escape}0").ToString();
    }

    public static string FromColumn(this string column) => column.Contains(Escape, StringComparison.Ordinal)
        ? column.Replace($"{Escape}0", "\0", StringComparison.Ordinal).Replace($"{Escape}1", $"{Escape}", StringComparison.Ordinal)
        : column;
}
