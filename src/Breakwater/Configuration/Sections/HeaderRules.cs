using System.Collections.Frozen;
using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>Which headers a configuration may name and add.</summary>
internal static class HeaderRules
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Host", "Content-Length", "Expect", "Cookie", "traceparent", "tracestate",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of headers that a destination gets.</summary>
    public static NameRule Names { get; } = new(
        "the name of a header",
        "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$",
        FreePrefix: false,
        NameFault);

    /// <summary>Why a header cannot be set, or null.</summary>
    public static string? NameFault(string name) => !IsName(name) ? "this is no name of a header"
        : Reserved.Contains(name) ? "this header is Breakwater's or the connection's own and cannot be set"
        : name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("breakwater-", StringComparison.OrdinalIgnoreCase)
            ? "headers beginning with webhook- and breakwater- are Breakwater's own and cannot be set"
            : null;

    /// <summary>A token of RFC 9110.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 128 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    /// <summary>Why a text cannot be the value of a header, or null; the reason never holds the text.</summary>
    public static string? ValueFault(string value) =>
        value.Any(c => c is '\r' or '\n' or '\0') ? "holds a line break, which cannot stand in a header (a file's last one is cut off; is there another?)"
        : value.Any(c => c is < ' ' and not '\t' or > '~') ? "holds a character that cannot stand in a header: visible ASCII, spaces and tabs can"
        : value[0] is ' ' or '\t' || value[^1] is ' ' or '\t' ? "begins or ends with a space"
        : null;
}
