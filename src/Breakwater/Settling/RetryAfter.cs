using System.Globalization;
using Breakwater.Model;

namespace Breakwater.Settling;

/// <summary>
/// Reads <c>Retry-After</c> (RFC 9110, 10.2.3): seconds, or an HTTP-date in any of its three forms. A date in the past means now, what
/// can't be read is ignored, and of several headers the longest wait counts. Pure.
/// </summary>
internal static class RetryAfter
{
    private static readonly string[] DateForms =
    [
        "dd MMM yyyy HH:mm:ss 'GMT'",
        "d MMM yyyy HH:mm:ss 'GMT'",
        "MMM d HH:mm:ss yyyy",
    ];

    /// <summary>The wait that the headers ask for; null when they ask for none that can be read.</summary>
    public static TimeSpan? Read(IReadOnlyList<Header> headers, DateTimeOffset now)
    {
        TimeSpan? longest = null;
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)
                && Parse(headers[i].Value, now) is { } wait
                && (longest is null || wait > longest))
            {
                longest = wait;
            }
        }

        return longest;
    }

    /// <summary>The wait that one value asks for, or null.</summary>
    public static TimeSpan? Parse(ReadOnlySpan<char> value, DateTimeOffset now)
    {
        var text = value.Trim(" \t");
        if (text.IsEmpty)
        {
            return null;
        }

        if (!text.ContainsAnyExceptInRange('0', '9'))
        {
            // More digits than any sensible number of seconds are still a number: it is cut by retry.max.
            return text.Length <= 10 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.MaxValue;
        }

        if (Date(text, now) is not { } moment)
        {
            return null;
        }

        return moment > now ? moment - now : TimeSpan.Zero;
    }

    private static DateTimeOffset? Date(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        if (text.Length > 40)
        {
            return null;
        }

        // The weekday says nothing that the date does not, and platforms get it wrong: it is not read.
        var comma = text.IndexOf(',');
        var space = text.IndexOf(' ');
        var date = (comma >= 0 ? text[(comma + 1)..] : text[(space + 1)..]).TrimStart(' ').ToString();

        // A leap second is read as the second before it.
        date = date.Replace(":60 ", ":59 ", StringComparison.Ordinal);
        if (date.Contains('-', StringComparison.Ordinal) && !TryWidenYear(ref date, now))
        {
            return null;
        }

        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowInnerWhite;
        return DateTimeOffset.TryParseExact(date, DateForms, CultureInfo.InvariantCulture, Style, out var moment) ? moment : null;
    }

    /// <summary>Makes <c>06-Nov-94 08:49:37 GMT</c> a date with a whole year: the one nearest to now that is not over 50 years ahead.</summary>
    private static bool TryWidenYear(ref string date, DateTimeOffset now)
    {
        var parts = date.Split('-');
        if (parts.Length != 3 || parts[2].Length < 3 || parts[2][2] != ' '
            || !int.TryParse(parts[2].AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var year))
        {
            return false;
        }

        year += now.Year / 100 * 100;
        year = year > now.Year + 50 ? year - 100 : year;
        date = string.Create(CultureInfo.InvariantCulture, $"{parts[0]} {parts[1]} {year:0000}{parts[2].AsSpan(2)}");
        return true;
    }
}
