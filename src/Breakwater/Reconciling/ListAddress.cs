using System.Globalization;
using Breakwater.Verification.Listing;

namespace Breakwater.Reconciling;

/// <summary>The addresses of requests to a platform's API. They never leave the host that is configured: a platform's answer does not say where our token goes. Pure.</summary>
internal static class ListAddress
{
    private const int Longest = 8 * 1024;

    /// <summary>The address of a page.</summary>
    public static Uri Of(Uri api, EventList list, DateTimeOffset from, DateTimeOffset until, ListPosition position)
    {
        if (position.Cursor is not null && list.Next.Kind is NextKind.Link or NextKind.Url)
        {
            return new Uri(api, position.Cursor!);
        }

        var path = list.Request
            .Replace("{since}", Time(from, list.TimeForm), StringComparison.Ordinal)
            .Replace("{until}", Time(until, list.TimeForm), StringComparison.Ordinal);
        var value = list.Next.Kind switch
        {
            NextKind.Page => (position.Page + list.Next.First).ToString(CultureInfo.InvariantCulture),
            NextKind.Cursor or NextKind.Item => position.Cursor,
            _ => null,
        };
        return Under(api, value is null ? path : With(path, list.Next.Parameter, value));
    }

    /// <summary>The address of a path below the API's own.</summary>
    public static Uri Under(Uri api, string path) => new(api, api.AbsolutePath.TrimEnd('/') + path);

    /// <summary>The next address that an answer gives, as path and query; null with a fault where it may not be asked.</summary>
    public static string? Following(Uri current, string given, out string? fault)
    {
        fault = null;
        if (given.Length > Longest || !Uri.TryCreate(current, given, out var next))
        {
            fault = "the address of the next page is none";
        }
        else if (next.Scheme != current.Scheme || next.Authority != current.Authority)
        {
            fault = $"the next page would be at {next.Scheme}://{next.Authority}, and the token is for {current.Authority} alone";
        }

        return fault is null ? new Uri(current, given).PathAndQuery : null;
    }

    private static string With(string path, string parameter, string value) =>
        $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Uri.EscapeDataString(parameter)}={Uri.EscapeDataString(value)}";

    private static string Time(DateTimeOffset time, TimeForm form) => form switch
    {
        TimeForm.Unix => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        TimeForm.UnixMs => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        TimeForm.Rfc3339 => Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
