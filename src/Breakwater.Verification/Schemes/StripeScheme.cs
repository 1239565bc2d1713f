using System.Globalization;
using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// Stripe: <c>Stripe-Signature: t=…,v1=…</c>, HMAC-SHA256 in hex over <c>t.body</c>; several <c>v1</c> while a secret is rotated.
/// Other versions (<c>v0</c>) count for nothing. The key is the whole text of the secret, <c>whsec_</c> included.
/// </summary>
internal sealed class StripeScheme(IReadOnlyList<string> secrets) : ISignatureScheme
{
    private const string Header = "Stripe-Signature";

    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal))
        {
            return refusal;
        }

        var items = value.Split(',', StringSplitOptions.TrimEntries);
        if (items.Length > SignatureHeader.MaxItems)
        {
            return SignatureHeader.Malformed(Header, $"lists {items.Length} items; at most {SignatureHeader.MaxItems} are looked at");
        }

        var times = Named(items, "t=");
        var signatures = Named(items, "v1=");
        if (times.Count != 1 || signatures.Count == 0)
        {
            return SignatureHeader.Malformed(Header, times.Count != 1
                ? $"has {times.Count} times (t=…) instead of one"
                : "has no v1 signature (v1=…); other versions do not count");
        }

        if (!SignedTime.TryRead(Header, times[0], out var seconds, out refusal))
        {
            return refusal;
        }

        var decoded = signatures.ConvertAll(signature => SignatureText.Decode(signature, SignatureEncoding.Hex));
        return keys.Match($"{times[0]}.", request.Body.Span, decoded) ? SignedTime.Judge(seconds, now, tolerance) : keys.Mismatch(Header);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(keys.Sign($"{time}.", request.Body.Span));
        return [new(Header, $"t={time},v1={signature}")];
    }

    private static List<string> Named(string[] items, string name) =>
        [.. items.Where(item => item.StartsWith(name, StringComparison.Ordinal)).Select(item => item[name.Length..])];
}
