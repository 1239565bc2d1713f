using System.Globalization;

namespace Breakwater.AspNetCore.Api;

/// <summary>How many events a second, as the configuration writes it: <c>50/s</c>, <c>600/m</c>, <c>1000/h</c>.</summary>
internal static class Rate
{
    public const string Form = "a rate like 50/s or 600/m";

    private const double Most = 1_000_000;

    public static bool TryParse(string text, out double perSecond)
    {
        perSecond = 0;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0
            || !double.TryParse(text.AsSpan(0, slash), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || Seconds(text.AsSpan(slash + 1)) is not { } seconds)
        {
            return false;
        }

        perSecond = count / seconds;
        return perSecond is > 0 and <= Most;
    }

    public static string? Text(double? perSecond) =>
        perSecond is not { } rate ? null
        : rate >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.######}/s")
        : string.Create(CultureInfo.InvariantCulture, $"{rate * 60:0.######}/m");

    private static double? Seconds(ReadOnlySpan<char> unit) => unit switch
    {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        _ => null,
    };
}
