using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Verification.Messages;

/// <summary>What a message signature is made over (RFC 9421, section 2.5).</summary>
internal static class SignedText
{
    /// <summary>The text, or null when a covered component is not in the message.</summary>
    /// <param name="input">What is covered.</param>
    /// <param name="request">The request.</param>
    /// <param name="url">The URL as the sender used it.</param>
    public static byte[]? Of(SignatureInput input, SignedRequest request, Uri url)
    {
        var text = new StringBuilder();
        foreach (var component in input.Components)
        {
            if (Value(component, request, url) is not { } value)
            {
                return null;
            }

            text.Append('"').Append(component.Name).Append('"').Append(component.Parameters).Append(": ").Append(value).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append("\"@signature-params\": ").Append(input.Raw).ToString());
    }

    /// <summary>True when <c>Content-Digest</c> is of this body: every known algorithm in it agrees, and there is one.</summary>
    public static bool IsDigestRight(SignedRequest request)
    {
        if (RequestParts.Header(request, "content-digest") is not { } text || ByteDictionary.Parse(text) is not { } digests)
        {
            return false;
        }

        var (known, right) = (0, true);
        foreach (var (name, digest) in digests)
        {
            var expected = name switch
            {
                "sha-256" => SHA256.HashData(request.Body.Span),
                "sha-512" => SHA512.HashData(request.Body.Span),
                _ => null,
            };
            known += expected is null ? 0 : 1;
            right &= expected is null || Schemes.Digests.Match([expected], digest);
        }

        return known > 0 && right;
    }

    private static string? Value(Component component, SignedRequest request, Uri url) => component.Name switch
    {
        "@method" => request.Method,
        "@target-uri" => url.OriginalString,
        "@authority" => (url.IsDefaultPort ? url.Host : $"{url.Host}:{url.Port}").ToLowerInvariant(),
        "@scheme" => url.Scheme,
        "@request-target" => Target(url),
        "@path" => Path(url),
        "@query" => Query(url),
        "@query-param" => RequestParts.Query(request with { Url = url.OriginalString }, Uri.UnescapeDataString(component.QueryName!)) is { } value
            ? Uri.EscapeDataString(value)
            : null,
        ['@', ..] => null,
        var name => Field(request, name),
    };

    private static string Target(Uri url) => Path(url) + (url.OriginalString.Contains('?', StringComparison.Ordinal) ? Query(url) : "");

    private static string Path(Uri url)
    {
        var text = AfterAuthority(url);
        var end = text.IndexOf('?');
        return (end < 0 ? text : text[..end]) is { Length: > 0 } path ? path.ToString() : "/";
    }

    private static string Query(Uri url)
    {
        var text = AfterAuthority(url);
        var start = text.IndexOf('?');
        return start < 0 ? "?" : text[start..].ToString();
    }

    /// <summary>Path and query as they were written: nothing decoded or put in order.</summary>
    private static ReadOnlySpan<char> AfterAuthority(Uri url)
    {
        var text = url.OriginalString.AsSpan();
        var rest = text[(text.IndexOf("://") + "://".Length)..];
        var start = rest.IndexOfAny('/', '?');
        return start < 0 ? [] : rest[start..];
    }

    private static string? Field(SignedRequest request, string name)
    {
        string? joined = null;
        foreach (var (key, value) in request.Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                joined = joined is null ? value.Trim(' ', '\t') : $"{joined}, {value.Trim(' ', '\t')}";
            }
        }

        return joined;
    }
}
