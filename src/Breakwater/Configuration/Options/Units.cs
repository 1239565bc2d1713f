using System.Globalization;

namespace Breakwater.Configuration.Options;

/// <summary>Durations, sizes and rates as they are written in a configuration: a whole number and a unit, without a space.</summary>
internal static class Units
{
    public const string DurationPattern = "^[0-9]{1,9}(ms|s|m|h|d)$";
    public const string SizePattern = "^[0-9]{1,9}(B|KiB|MiB|GiB)$";

    public const string RatePattern = "^[0-9]{1,9}/(s|m|h)$";

    private static readonly (string Unit, TimeSpan One)[] Durations =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    private static readonly (string Unit, long One)[] Sizes = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("B", 1)];

    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (!TrySplit(text, out var number, out var unit))
        {
            return false;
        }

        foreach (var (name, one) in Durations)
        {
            if (unit.SequenceEqual(name) && number <= TimeSpan.MaxValue.Ticks / one.Ticks)
            {
                duration = TimeSpan.FromTicks(number * one.Ticks);
                return true;
            }
        }

        return false;
    }

    public static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out var number, out var unit))
        {
            return false;
        }

        foreach (var (name, one) in Sizes)
        {
            if (unit.SequenceEqual(name))
            {
                bytes = number * one;
                return true;
            }
        }

        return false;
    }

    /// <summary>How many a second.</summary>
    public static bool TryRate(string text, out double perSecond)
    {
        var read = TrySplit(text, out var number, out var unit);
        var seconds = unit switch { "/s" => 1, "/m" => 60, "/h" => 3_600, _ => 0 };
        perSecond = seconds > 0 ? number / (double)seconds : 0;
        return read && seconds > 0;
    }

    /// <summary>A rate in the shortest unit in which it is at least one.</summary>
    public static string ShowRate(double perSecond) => perSecond >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.##}/s")
        : perSecond * 60 >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{perSecond * 60:0.##}/m")
        : string.Create(CultureInfo.InvariantCulture, $"{perSecond * 3_600:0.##}/h");

    /// <summary>The duration in its largest whole unit.</summary>
    public static string Show(TimeSpan duration)
    {
        foreach (var (unit, one) in Durations)
        {
            if (duration.Ticks % one.Ticks == 0 && (duration >= one || unit == "ms"))
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / one.Ticks}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds}ms");
    }

    /// <summary>The size in its largest whole unit.</summary>
    public static string Show(long bytes)
    {
        var (unit, one) = Array.Find(Sizes, s => bytes >= s.One && bytes % s.One == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / Math.Max(1, one)}{unit ?? "B"}");
    }

    /// <summary>At most nine digits, so that no product with a unit overflows.</summary>
    private static bool TrySplit(string text, out long number, out ReadOnlySpan<char> unit)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        unit = text.AsSpan(digits);
        number = 0;
        return digits is > 0 and <= 9 && long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
