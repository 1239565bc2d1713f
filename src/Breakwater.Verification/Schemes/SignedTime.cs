using System.Globalization;

namespace Breakwater.Verification.Schemes;

/// <summary>A signed time: strict digits (or RFC 3339), and near enough to now, in the past and in the future.</summary>
internal static class SignedTime
{
    /// <summary>Digits of the year 33658: more are no seconds.</summary>
    private const int MaxDigits = 12;

    private const int MillisecondDigits = 13;

    private static readonly string[] IsoForms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Reads Unix seconds, or says what is wrong with them.</summary>
    public static bool TryRead(string name, ReadOnlySpan<char> text, out long seconds, out Verdict refusal)
    {
        seconds = 0;
        refusal = default;
        if (text.IsEmpty || text.Length > MaxDigits || text.ContainsAnyExceptInRange('0', '9'))
        {
            var milliseconds = text.Length == MillisecondDigits && !text.ContainsAnyExceptInRange('0', '9');
            var found = milliseconds ? "it looks like milliseconds" : $"found {text.Length} characters";
            refusal = SignatureHeader.Malformed(name, $"holds no time in Unix seconds (digits only, at most {MaxDigits}): {found}");
            return false;
        }

        seconds = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>Reads Unix milliseconds as seconds, or says what is wrong with them.</summary>
    public static bool TryReadMilliseconds(string name, ReadOnlySpan<char> text, out double seconds, out Verdict refusal)
    {
        const int MaxMillisecondDigits = 15;
        const double PerSecond = 1000;
        seconds = 0;
        refusal = default;
        if (text.IsEmpty || text.Length > MaxMillisecondDigits || text.ContainsAnyExceptInRange('0', '9'))
        {
            refusal = SignatureHeader.Malformed(name, $"holds no time in Unix milliseconds (digits only): found {text.Length} characters");
            return false;
        }

        seconds = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) / PerSecond;
        return true;
    }

    /// <summary>Reads RFC 3339, or says what is wrong with it.</summary>
    public static bool TryReadIso(string name, string text, out double seconds, out Verdict refusal)
    {
        const double PerSecond = 1000;
        seconds = 0;
        refusal = default;
        if (!DateTimeOffset.TryParseExact(text, IsoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            refusal = SignatureHeader.Malformed(name, "holds no time after RFC 3339 (2026-01-31T12:00:00Z)");
            return false;
        }

        seconds = moment.ToUnixTimeMilliseconds() / PerSecond;
        return true;
    }

    /// <summary>Judges a time whose signature is already known to be right.</summary>
    /// <param name="seconds">The time, in Unix seconds.</param>
    /// <param name="now">Ours.</param>
    /// <param name="tolerance">How far it may lie in the past.</param>
    /// <param name="future">How far it may lie in the future; null for as far as in the past.</param>
    public static Verdict Judge(double seconds, DateTimeOffset now, TimeSpan tolerance, TimeSpan? future = null)
    {
        // A sender that signs whole seconds is compared in whole seconds.
        const double PerSecond = 1000;
        var ours = Math.Floor(seconds) == seconds ? now.ToUnixTimeSeconds() : now.ToUnixTimeMilliseconds() / PerSecond;
        var age = ours - seconds;
        var most = age > 0 ? tolerance : future ?? tolerance;
        if (Math.Abs(age) <= most.TotalSeconds)
        {
            return Verdict.Ok;
        }

        var skew = age > 0 ? $"signed {Words((long)age)} ago" : $"signed {Words((long)-age)} in the future";
        var cause = age > 0
            ? "check this machine's clock; a request that was held back or replayed looks the same"
            : "check this machine's clock and the sender's";
        return Verdict.Refuse(
            "timestamp-out-of-tolerance",
            $"the signature is right, but {skew}, tolerance {Words((long)most.TotalSeconds)}: {cause}");
    }

    /// <summary>Two units at most: <c>14 min</c>, <c>5 min 1 s</c>, <c>3 h 20 min</c>, <c>12 d</c>.</summary>
    private static string Words(long seconds)
    {
        const int Minute = 60;
        const int Hour = 60 * Minute;
        const int Day = 24 * Hour;
        return seconds switch
        {
            < Minute => $"{seconds} s",
            < Hour => Two(seconds / Minute, "min", seconds % Minute, "s"),
            < Day => Two(seconds / Hour, "h", seconds % Hour / Minute, "min"),
            _ => Two(seconds / Day, "d", seconds % Day / Hour, "h"),
        };
    }

    private static string Two(long first, string firstUnit, long second, string secondUnit) =>
        second == 0 ? $"{first} {firstUnit}" : $"{first} {firstUnit} {second} {secondUnit}";
}
