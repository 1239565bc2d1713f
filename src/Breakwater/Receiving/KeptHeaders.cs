using System.Buffers;
using System.Collections.Frozen;
using Breakwater.Model;

namespace Breakwater.Receiving;

/// <summary>
/// Which header lines of an arrival stay with its event. Never: what belongs to the connection (also what <c>Connection</c> names),
/// what identifies the sender to us alone (credentials, cookies, the source's own token), and a line that is no header at all.
/// </summary>
internal sealed class KeptHeaders
{
    private static readonly string[] Never =
    [
        "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Content-Length", "Expect",
        "Host", "Cookie", "Cookie2", "Set-Cookie", "Set-Cookie2", "Authorization", Event.RecoveredHeader,
    ];

    // RFC 9110, 5.6.2: what a name is made of. What a value is not made of: line breaks, NUL and other controls but the tab.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> ValueBreakers =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(code => code != '\t').Append(0x7f).Select(code => (char)code)]);

    private readonly FrozenSet<string> dropped;

    /// <summary>What is dropped of every source, and the names given.</summary>
    public KeptHeaders(IEnumerable<string> secretNames) =>
        dropped = Never.Concat(secretNames).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The lines that stay, in their order.</summary>
    public IReadOnlyList<Header> Of(IReadOnlyList<Header> headers)
    {
        var named = NamedByConnection(headers);
        var kept = new Header[headers.Count];
        var count = 0;
        for (var index = 0; index < headers.Count; index++)
        {
            var header = headers[index];
            if (Stays(header) && (named is null || !named.Contains(header.Name)))
            {
                kept[count++] = header;
            }
        }

        Array.Resize(ref kept, count);
        return kept;
    }

    private bool Stays(Header header) =>
        header.Name.Length > 0
        && !dropped.Contains(header.Name)
        && !header.Name.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase)
        && !header.Name.AsSpan().ContainsAnyExcept(NameCharacters)
        && !header.Value.AsSpan().ContainsAny(ValueBreakers);

    private static HashSet<string>? NamedByConnection(IReadOnlyList<Header> headers)
    {
        HashSet<string>? named = null;
        for (var index = 0; index < headers.Count; index++)
        {
            if (!headers[index].Name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var value = headers[index].Value.AsSpan();
            foreach (var range in value.Split(','))
            {
                var name = value[range].Trim();
                if (!name.IsEmpty && !name.Equals("close", StringComparison.OrdinalIgnoreCase) && !name.Equals("keep-alive", StringComparison.OrdinalIgnoreCase))
                {
                    named ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                    named.Add(name.ToString());
                }
            }
        }

        return named;
    }
}
