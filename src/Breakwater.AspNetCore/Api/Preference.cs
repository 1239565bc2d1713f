using System.Globalization;
using Breakwater.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Breakwater.AspNetCore.Api;

/// <summary>How long a request would wait for its call to end: <c>Prefer: wait=10</c> or <c>respond-async</c> (RFC 7240). What is not understood is passed over, as it has to be.</summary>
/// <param name="Wait">How long; null where nothing is said.</param>
/// <param name="Applied">What the answer says was done; null where nothing was asked for.</param>
internal readonly record struct Preference(TimeSpan? Wait, string? Applied)
{
    public static Preference Read(StringValues lines)
    {
        TimeSpan? wait = null;
        var async = false;
        foreach (var part in lines.SelectMany(line => (line ?? "").Split(',')))
        {
            // Of a preference that stands twice, the first counts; its parameters mean nothing here.
            var text = part.Split(';')[0].Trim();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? text : text[..equals]).Trim();
            if (name.Equals("respond-async", StringComparison.OrdinalIgnoreCase))
            {
                async = true;
            }
            else if (name.Equals("wait", StringComparison.OrdinalIgnoreCase) && equals >= 0)
            {
                wait ??= Seconds(text[(equals + 1)..].Trim().Trim('"'));
            }
        }

        if (wait is { } known)
        {
            var most = known < Limits.CallWait ? known : Limits.CallWait;
            return new(most, string.Create(CultureInfo.InvariantCulture, $"{(async ? "respond-async, " : "")}wait={(int)most.TotalSeconds}"));
        }

        return async ? new(TimeSpan.Zero, "respond-async") : default;
    }

    /// <summary>Says in the answer what was done.</summary>
    public void Tell(IHeaderDictionary headers)
    {
        if (Applied is not null)
        {
            headers["Preference-Applied"] = Applied;
        }
    }

    private static TimeSpan? Seconds(string text) =>
        text.Length is > 0 and <= 9 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : text.Length > 9 && text.All(char.IsAsciiDigit) ? Limits.CallWait : null;
}
