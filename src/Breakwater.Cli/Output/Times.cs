using System.Globalization;

namespace Breakwater.Cli.Output;

/// <summary>Moments and durations as people read them.</summary>
internal static class Times
{
    /// <summary>A moment, to the second, in UTC.</summary>
    public static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The time of day, to the millisecond, in UTC: for lines that follow one another.</summary>
    public static string Clock(DateTimeOffset moment) => moment.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>How far off a moment is: <c>in 12 s</c>, <c>3 min ago</c>, <c>now</c>.</summary>
    public static string Distance(DateTimeOffset moment, DateTimeOffset now)
    {
        var ahead = moment - now;
        return Math.Abs(ahead.TotalSeconds) < 0.5 ? "now" : ahead > TimeSpan.Zero ? $"in {Duration(ahead)}" : $"{Duration(-ahead)} ago";
    }

    /// <summary>A duration in its greatest unit, or its two greatest from minutes on.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => Invariant($"{duration.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } => Invariant($"{duration.TotalSeconds:0.#} s"),
        { TotalMinutes: < 1 } => Invariant($"{duration.TotalSeconds:0} s"),
        { TotalHours: < 1 } => Pair(duration.Minutes, "min", duration.Seconds, "s"),
        { TotalDays: < 1 } => Pair(duration.Hours, "h", duration.Minutes, "min"),
        _ => Pair(duration.Days, "d", duration.Hours, "h"),
    };

    /// <summary>A duration in milliseconds, as the API gives it.</summary>
    public static string Duration(double milliseconds) => Duration(TimeSpan.FromMilliseconds(milliseconds));

    private static string Pair(int great, string greatUnit, int small, string smallUnit) =>
        small == 0 ? Invariant($"{great} {greatUnit}") : Invariant($"{great} {greatUnit} {small} {smallUnit}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
