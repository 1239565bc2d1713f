using Breakwater.Model;

namespace Breakwater.Transforms;

/// <summary>Which headers a script may set.</summary>
internal static class HeaderFaults
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "HTTP2-Settings", "Host", "Content-Length", "Expect", "Cookie", "Authorization", "traceparent", "tracestate",
    };

    /// <summary>Why it cannot be set; null when it can. Never with its value.</summary>
    public static string? Of(Header header) =>
        !IsToken(header.Name) ? "a name among the headers of request() is no name of a header"
        : Reserved.Contains(header.Name)
            || header.Name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)
            || header.Name.StartsWith("breakwater-", StringComparison.OrdinalIgnoreCase)
            ? $"the header '{header.Name}' is Breakwater's or the connection's own, or a credential: a transform cannot set it"
        : header.Value.Length > 8_192 ? $"the header '{header.Name}' has more than 8,192 characters"
        : header.Value.Any(letter => letter is (< ' ' and not '\t') or > '~') ? $"the header '{header.Name}' holds a character that cannot stand in one: visible ASCII, spaces and tabs can"
        : null;

    private static bool IsToken(string name) =>
        name.Length is > 0 and <= 128 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));
}
