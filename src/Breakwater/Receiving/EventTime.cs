using System.Globalization;

namespace Breakwater.Receiving;

/// <summary>Reads a platform's time: RFC 3339, or Unix seconds or milliseconds. What cannot be read is no time, never a failure.</summary>
internal static class EventTime
{
    // Above this many seconds (the year 5138) a number means milliseconds; the same number of milliseconds is in 1973.
    private const decimal GreatestSeconds = 100_000_000_000;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
    ];

    public static DateTimeOffset? Parse(string? text) =>
        text is null || text.Length is 0 or > 64 ? null : FromNumber(text) ?? FromDate(text);

    private static DateTimeOffset? FromNumber(string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        // What is not in the years 0001 to 9999 is not a time, in seconds or in milliseconds.
        if (Math.Abs(number) > 253_402_300_799_999m)
        {
            return null;
        }

        var milliseconds = Math.Abs(number) < GreatestSeconds ? number * 1_000 : number;
        return milliseconds < -62_135_596_800_000m || milliseconds > 253_402_300_799_999m
            ? null
            : DateTimeOffset.UnixEpoch.AddTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond));
    }

    private static DateTimeOffset? FromDate(string text)
    {
        // RFC 3339 allows more digits of a second than a tick has, and small letters.
        var cut = CutFraction(text).ToUpperInvariant();
        return DateTimeOffset.TryParseExact(cut, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : null;
    }

    private static string CutFraction(string text)
    {
        const int digitsKept = 7;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
        {
            return text;
        }

        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - point - 1 <= digitsKept ? text : string.Concat(text.AsSpan(0, point + 1 + digitsKept), text.AsSpan(end));
    }
}
