using System.Globalization;

namespace Breakwater.AspNetCore.Api;

/// <summary>Moments in requests: RFC 3339 with its offset, or a date, which begins at midnight UTC.</summary>
internal static class Moments
{
    public const string Form = "a moment like 2026-01-31T12:00:00Z or a date like 2026-01-31";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        // In a query an unescaped plus is a blank.
        var good = DateTimeOffset.TryParseExact(text.Replace(' ', '+'), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
        moment = moment.ToUniversalTime();
        return good;
    }
}
