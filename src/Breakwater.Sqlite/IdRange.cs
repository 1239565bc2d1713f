namespace Breakwater.Sqlite;

/// <summary>
/// Ids begin with the moment in which they were made, so a range of moments is a range of ids, which needs no index of its own. The clock
/// may have jumped between the two readings: a day of slack on each side, and the exact moment is compared as well.
/// </summary>
internal static class IdRange
{
    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    /// <summary>Ids of what was made at or after a moment are at or above this.</summary>
    public static long From(DateTimeOffset moment) => High(moment, -Slack);

    /// <summary>Ids of what was made before a moment are below this.</summary>
    public static long Before(DateTimeOffset moment) => High(moment, Slack);

    private static long High(DateTimeOffset moment, TimeSpan slack) =>
        Math.Clamp(moment.ToUnixTimeMilliseconds() + (long)slack.TotalMilliseconds, 0, long.MaxValue >> 16) << 16;
}
