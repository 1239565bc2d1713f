namespace Breakwater.Verification;

/// <summary>Single values of a request: what comes twice is not there, because nobody could say which one counts.</summary>
internal static class RequestParts
{
    /// <summary>The value of a header; null when it is missing or doubled.</summary>
    public static string? Header(SignedRequest request, string name)
    {
        string? value = null;
        var headers = request.Headers;
        for (var at = 0; at < headers.Count; at++)
        {
            if (!string.Equals(headers[at].Key, name, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (value is not null)
            {
                return null;
            }

            value = headers[at].Value.Trim();
        }

        return value;
    }

    /// <summary>The decoded value of a query parameter; null when it is missing or doubled.</summary>
    public static string? Query(SignedRequest request, string name)
    {
        var url = request.Url.AsSpan();
        var start = url.IndexOf('?');
        if (start < 0)
        {
            return null;
        }

        var query = url[(start + 1)..];
        var end = query.IndexOf('#');
        query = end < 0 ? query : query[..end];
        string? value = null;
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf('=');
            var key = equals < 0 ? pair : pair[..equals];
            if (!string.Equals(Decode(key), name, StringComparison.Ordinal))
            {
                continue;
            }

            if (value is not null)
            {
                return null;
            }

            value = equals < 0 ? "" : Decode(pair[(equals + 1)..]);
        }

        return value;
    }

    private static string Decode(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
