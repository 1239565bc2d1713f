using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>How an HMAC over nothing but the body is sent.</summary>
internal sealed record HmacBodyFormat
{
    /// <summary>The header's names, the one that is signed with first; the first one that is there counts.</summary>
    public required IReadOnlyList<string> Headers { get; init; }

    /// <summary>SHA-256, or SHA-1 for the old ones.</summary>
    public HashAlgorithmName Algorithm { get; init; } = HashAlgorithmName.SHA256;

    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Hex;

    /// <summary>What stands before the signature: <c>sha256=</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>True when the prefix may be missing.</summary>
    public bool PrefixOptional { get; init; }

    /// <summary>True when the header may come several times while a secret is rotated: one match is enough.</summary>
    public bool Repeats { get; init; }

    /// <summary>A header that a sender adds beside or instead, and what it means that only this one came.</summary>
    public KeyValuePair<string, string>? InsteadHint { get; init; }

    /// <summary>What to say when no such header came.</summary>
    public string MissingHint { get; init; } = "";
}

/// <summary>HMAC over the raw body, in one header, with any of several secrets: GitHub, Shopify, and whoever does the same.</summary>
internal sealed class HmacBodyScheme(HmacBodyFormat format, HmacKeys keys) : ISignatureScheme
{
    /// <summary>The keys are the UTF-8 bytes of the secrets.</summary>
    public HmacBodyScheme(HmacBodyFormat format, IReadOnlyList<string> secrets)
        : this(format, HmacKeys.OfTexts(format.Algorithm, secrets))
    {
    }

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        var name = format.Headers[0];
        foreach (var candidate in format.Headers)
        {
            if (SignatureHeader.IsPresent(request, candidate))
            {
                name = candidate;
                break;
            }
        }

        if (!TryValues(request, name, out var values, out var refusal))
        {
            return refusal.Code == "header-missing" ? Missing(request, refusal) : refusal;
        }

        var signatures = new byte[]?[values.Count];
        for (var at = 0; at < values.Count; at++)
        {
            var prefixed = values[at].StartsWith(format.Prefix, StringComparison.OrdinalIgnoreCase);
            if (!prefixed && !format.PrefixOptional)
            {
                return SignatureHeader.Malformed(name, $"does not begin with {format.Prefix}");
            }

            signatures[at] = SignatureText.Decode(values[at].AsSpan(prefixed ? format.Prefix.Length : 0), format.Encoding);
        }

        return !Array.Exists(signatures, signature => signature?.Length == keys.Length) ? Malformed(name, signatures[0])
            : keys.Match("", request.Body.Span, signatures) ? Verdict.Ok
            : keys.Mismatch(name);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) =>
    [
        new(format.Headers[0], format.Prefix + SignatureText.Encode(keys.Sign("", request.Body.Span), format.Encoding)),
    ];

    private bool TryValues(SignedRequest request, string name, out IReadOnlyList<string> values, out Verdict refusal)
    {
        if (format.Repeats)
        {
            return SignatureHeader.TrySeveral(request, name, out values, out refusal);
        }

        var found = SignatureHeader.TryOne(request, name, out var value, out refusal);
        values = [value];
        return found;
    }

    private Verdict Missing(SignedRequest request, Verdict refusal)
    {
        if (format.InsteadHint is { } hint && SignatureHeader.IsPresent(request, hint.Key))
        {
            return refusal with { Reason = $"{refusal.Reason}: {hint.Value}" };
        }

        return format.MissingHint.Length == 0 ? refusal : refusal with { Reason = $"{refusal.Reason}: {format.MissingHint}" };
    }

    private Verdict Malformed(string name, byte[]? signature)
    {
        var encoding = format.Encoding == SignatureEncoding.Hex ? "hex" : "base64";
        var found = signature is null ? $"it is not {encoding}" : $"it has {signature.Length}";
        var hint = signature?.Length == SHA1.HashSizeInBytes ? " (as many as SHA-1 has)" : "";
        return SignatureHeader.Malformed(name, $"holds no {format.Algorithm.Name} signature ({keys.Length} bytes in {encoding}): {found}{hint}");
    }
}
