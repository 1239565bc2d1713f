using System.Globalization;

namespace Breakwater.AspNetCore.Api;

/// <summary>Durations as the configuration writes them: <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>.</summary>
internal static class Durations
{
    private static readonly (TimeSpan Unit, string Name)[] Units =
    [
        (TimeSpan.FromDays(1), "d"),
        (TimeSpan.FromHours(1), "h"),
        (TimeSpan.FromMinutes(1), "m"),
        (TimeSpan.FromSeconds(1), "s"),
    ];

    /// <summary>In the greatest unit that divides it.</summary>
    public static string Text(TimeSpan duration)
    {
        foreach (var (unit, name) in Units)
        {
            if (duration != TimeSpan.Zero && duration.Ticks % unit.Ticks == 0)
            {
                return (duration.Ticks / unit.Ticks).ToString(CultureInfo.InvariantCulture) + name;
            }
        }

        return ((long)duration.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "ms";
    }
}
