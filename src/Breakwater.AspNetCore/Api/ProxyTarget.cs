using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// What follows the destination's name in a request to the proxy, as it stood on the wire: the server decodes paths and resolves dots, and
/// a platform has to get the path that the application wrote.
/// </summary>
internal static class ProxyTarget
{
    /// <param name="context">The request.</param>
    /// <param name="destination">The destination's name as the server read it.</param>
    /// <returns>The path and query, empty or from a slash on; null when the server and the wire name two different destinations.</returns>
    public static string? Read(HttpContext context, string destination)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (raw.Length > 0 && raw[0] != '/')
        {
            // The absolute form, as to a proxy: scheme and host are the listener's own.
            var host = raw.IndexOf("://", StringComparison.Ordinal);
            var start = host < 0 ? -1 : raw.IndexOf('/', host + 3);
            raw = start < 0 ? "" : raw[start..];
        }

        var query = raw.IndexOf('?', StringComparison.Ordinal);
        var way = query < 0 ? raw : raw[..query];
        var at = 0;
        for (var skipped = SegmentsBefore(context); skipped > 0 && at >= 0; skipped--)
        {
            at = way.IndexOf('/', at + 1);
        }

        if (at < 0 || at >= way.Length)
        {
            return null;
        }

        var end = way.IndexOf('/', at + 1);
        var name = end < 0 ? way[(at + 1)..] : way[(at + 1)..end];
        return Uri.UnescapeDataString(name) == destination
            ? (end < 0 ? "" : way[end..]) + (query < 0 ? "" : raw[query..])
            : null;
    }

    /// <summary>How many segments stand before the destination's: the proxy's own, and those of prefixes it is mapped behind.</summary>
    private static int SegmentsBefore(HttpContext context)
    {
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var before = pattern[..Math.Max(0, pattern.IndexOf("/{destination}", StringComparison.Ordinal))];
        return $"{context.Request.PathBase}/{before.TrimStart('/')}".Count(letter => letter == '/');
    }
}
