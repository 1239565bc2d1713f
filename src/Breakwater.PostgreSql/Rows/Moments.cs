namespace Breakwater.PostgreSql.Rows;

/// <summary>Moments as ticks of UTC, which PostgreSQL's own times would round, and as bounds of ids.</summary>
internal static class Moments
{
    public static long? ToTicks(this DateTimeOffset? moment) => moment?.UtcTicks;

    public static DateTimeOffset FromTicks(long ticks) => new(ticks, TimeSpan.Zero);

    public static DateTimeOffset? FromTicks(long? ticks) => ticks is { } known ? FromTicks(known) : null;

    /// <summary>The least high half of an id that was made at this moment or later.</summary>
    public static long FirstId(DateTimeOffset moment, long skewMilliseconds = 0)
    {
        var ticks = moment.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var milliseconds = (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        return Math.Clamp(milliseconds + skewMilliseconds, 0, long.MaxValue >> 16) << 16;
    }
}
