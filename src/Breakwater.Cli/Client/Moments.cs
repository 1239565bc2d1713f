using System.Globalization;

namespace Breakwater.Cli.Client;

/// <summary>Moments as people type them: RFC 3339, a date, or how long ago (<c>2h</c>, <c>90m</c>, <c>7d</c>).</summary>
internal static class Moments
{
    /// <summary>Reads a moment; what has no offset is in UTC.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        if (TryParseDuration(text, out var ago) && ago <= now - DateTimeOffset.UnixEpoch)
        {
            moment = now - ago;
            return true;
        }

        // A bare number would pass as a month: only what looks like a date is one.
        moment = default;
        return text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }

    private static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var unit = text[digits..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => 0,
        };
        if (unit == 0 || count > TimeSpan.MaxValue.Ticks / unit)
        {
            return false;
        }

        duration = TimeSpan.FromTicks(count * unit);
        return true;
    }
}
