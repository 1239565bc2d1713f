using System.Globalization;

namespace Breakwater.Verification.Schemes;

/// <summary>A signed time in Unix seconds: strict digits, and near enough to now, in the past and in the future.</summary>
internal static class SignedTime
{
    /// <summary>Digits of the year 33658: more are no seconds.</summary>
    private const int MaxDigits = 12;

    private const int MillisecondDigits = 13;

    /// <summary>Reads the seconds, or says what is wrong with them.</summary>
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

    /// <summary>Judges a time whose signature is already known to be right.</summary>
    public static Verdict Judge(long seconds, DateTimeOffset now, TimeSpan tolerance)
    {
        var age = now.ToUnixTimeSeconds() - seconds;
        if (Math.Abs(age) <= tolerance.TotalSeconds)
        {
            return Verdict.Ok;
        }

        var skew = age > 0 ? $"signed {Words(age)} ago" : $"signed {Words(-age)} in the future";
        var cause = age > 0
            ? "check this machine's clock; a request that was held back or replayed looks the same"
            : "check this machine's clock and the sender's";
        return Verdict.Refuse(
            "timestamp-out-of-tolerance",
            $"the signature is right, but {skew}, tolerance {Words((long)tolerance.TotalSeconds)}: {cause}");
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
