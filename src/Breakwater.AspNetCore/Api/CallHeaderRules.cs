using System.Buffers;
using System.Collections.Frozen;
using Breakwater.Model;

namespace Breakwater.AspNetCore.Api;

/// <summary>Which headers may be asked for in the body of a call. The proxy leaves them out without a word; who writes them down is told.</summary>
internal static class CallHeaderRules
{
    private const int HeaderLength = 8 * 1024;

    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // What a caller may not ask for: it would be the connection's, Breakwater's, or a secret that is recorded.
    private static readonly FrozenSet<string> Foreign = new[]
    {
        "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Content-Length", "Expect", "Host",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Secret = new[] { "Authorization", "Proxy-Authorization", "Cookie", "Cookie2" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a header can't be asked for, in words; null when it can.</summary>
    public static string? Fault(Header header) =>
        header.Name.Length is 0 or > 128 || header.Name.AsSpan().ContainsAnyExcept(Token) ? "a header has a name that none can have"
        : Secret.Contains(header.Name) ? $"{header.Name} is a secret and would be recorded: set it in the headers of the destination"
        : Foreign.Contains(header.Name) || header.Name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)
            ? $"{header.Name} is the connection's own and cannot be set"
        : header.Value.Length > HeaderLength || header.Value.AsSpan().ContainsAny('\r', '\n', '\0')
            ? $"the value of {header.Name} is longer than {HeaderLength} characters, or holds a line break"
        : null;
}
