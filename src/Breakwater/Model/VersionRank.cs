using System.Globalization;
using System.Text.RegularExpressions;

namespace Breakwater.Model;

/// <summary>
/// A version as a text that sorts, character by character, as the version compares. Numbers compare as numbers, whatever their length
/// (<c>10</c> after <c>9</c>, <c>007</c> as <c>7</c>, <c>1.50</c> as <c>1.5</c>, <c>-2</c> before <c>-1</c>, <c>1e3</c> as <c>1000</c>); Unix
/// times are numbers. RFC 3339 times, and dates alone, compare as moments. A number and a time say nothing of each other.
/// </summary>
public static partial class VersionRank
{
    private const int ExponentZero = 50_000;
    private const int ExponentMost = 40_000;

    /// <summary>The rank; null for a text that is neither a number nor a time, and for none.</summary>
    public static string? Of(string? version)
    {
        var text = version?.Trim();
        return string.IsNullOrEmpty(text) ? null : OfNumber(text) ?? OfTime(text);
    }

    /// <summary>True when the first is older than the second; false also where they can't be compared.</summary>
    public static bool IsOlder(string? rank, string? than) => AreComparable(rank, than) && string.CompareOrdinal(rank, than) < 0;

    /// <summary>True when both are numbers, or both are times.</summary>
    public static bool AreComparable(string? one, string? other) => one is not null && other is not null && one[0] == other[0];

    private static string? OfNumber(string text)
    {
        var match = Number.Match(text);
        if (!match.Success)
        {
            return null;
        }

        var exponent = 0;
        if (match.Groups["exponent"] is { Success: true, Value: var shift }
            && (!int.TryParse(shift, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > ExponentMost))
        {
            return null;
        }

        // As 0.d1d2d3… times a power of ten, without zeros at either end.
        var whole = match.Groups["whole"].Value;
        var digits = whole + match.Groups["fraction"].Value;
        var significant = digits.TrimStart('0');
        var power = whole.Length - (digits.Length - significant.Length) + exponent;
        significant = significant.TrimEnd('0');
        if (significant.Length == 0)
        {
            return "n5";
        }

        var size = string.Create(CultureInfo.InvariantCulture, $"{power + ExponentZero:00000}{significant}");
        return match.Groups["sign"].Value == "-" ? "n4" + Mirrored(size) : "n6" + size;
    }

    /// <summary>Below zero more is less: each digit becomes its opposite, and an end comes after what goes on.</summary>
    private static string Mirrored(string digits) => string.Create(digits.Length + 1, digits, static (span, digits) =>
    {
        for (var i = 0; i < digits.Length; i++)
        {
            span[i] = (char)('9' - (digits[i] - '0'));
        }

        span[^1] = '~';
    });

    private static string? OfTime(string text)
    {
        var match = Time.Match(text);
        if (!match.Success)
        {
            return null;
        }

        // A leap second is the second after the 59th.
        var seconds = match.Groups["second"].Value;
        var leap = seconds == "60";
        var clock = match.Groups["clock"].Success ? $"{match.Groups["clock"].Value}:{(leap ? "59" : seconds)}" : "00:00:00";
        var zone = match.Groups["zone"].Value is { Length: > 0 } given ? given.ToUpperInvariant() : "Z";
        if (!DateTimeOffset.TryParseExact(
            $"{match.Groups["date"].Value}T{clock}{zone}", "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
        {
            return null;
        }

        var whole = (moment.UtcTicks / TimeSpan.TicksPerSecond) + (leap ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"t{whole:000000000000}{match.Groups["fraction"].Value.TrimEnd('0')}");
    }

    [GeneratedRegex(@"\A(?<sign>[+-]?)(?<whole>[0-9]+)(\.(?<fraction>[0-9]*))?([eE](?<exponent>[+-]?[0-9]{1,9}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Number { get; }

    [GeneratedRegex(
        @"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})([Tt ](?<clock>[0-9]{2}:[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?(?<zone>[Zz]|[+-][0-9]{2}:[0-9]{2})?)?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Time { get; }
}
