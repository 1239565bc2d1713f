using System.Globalization;
using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>How a time and a list of HMACs share one header.</summary>
internal sealed record ListedHmacFormat
{
    /// <summary>The header.</summary>
    public required string Header { get; init; }

    /// <summary>What stands between the items.</summary>
    public required char Separator { get; init; }

    /// <summary>The item that is the time: <c>t=</c>.</summary>
    public required string Time { get; init; }

    /// <summary>The item that is a signature: <c>v1=</c>; others count for nothing.</summary>
    public required string Signature { get; init; }

    /// <summary>What is signed between time and body.</summary>
    public required string Between { get; init; }

    /// <summary>How far the time may lie in the future; null for as far as in the past.</summary>
    public TimeSpan? Future { get; init; }
}

/// <summary>
/// A time and HMAC-SHA256 signatures in hex in one header, several of them while a secret is rotated: Stripe (<c>t=…,v1=…</c>) and
/// Paddle (<c>ts=…;h1=…</c>). The key is the whole text of the secret, prefix included.
/// </summary>
internal sealed class ListedHmacScheme(ListedHmacFormat format, IReadOnlyList<string> secrets) : ISignatureScheme
{
    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, format.Header, out var value, out var refusal))
        {
            return refusal;
        }

        var items = value.Split(format.Separator, StringSplitOptions.TrimEntries);
        if (items.Length > SignatureHeader.MaxItems)
        {
            return SignatureHeader.Malformed(format.Header, $"lists {items.Length} items; at most {SignatureHeader.MaxItems} are looked at");
        }

        var times = Named(items, format.Time);
        var signatures = Named(items, format.Signature);
        if (times.Count != 1 || signatures.Count == 0)
        {
            var version = format.Signature.TrimEnd('=');
            return SignatureHeader.Malformed(format.Header, times.Count != 1
                ? $"has {times.Count} times ({format.Time}…) instead of one"
                : $"has no {version} signature ({format.Signature}…); other versions do not count");
        }

        if (!SignedTime.TryRead(format.Header, times[0], out var seconds, out refusal))
        {
            return refusal;
        }

        var decoded = signatures.ConvertAll(signature => SignatureText.Decode(signature, SignatureEncoding.Hex));
        return keys.Match(times[0] + format.Between, request.Body.Span, decoded)
            ? SignedTime.Judge(seconds, now, tolerance, format.Future)
            : keys.Mismatch(format.Header);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(keys.Sign(time + format.Between, request.Body.Span));
        return [new(format.Header, $"{format.Time}{time}{format.Separator}{format.Signature}{signature}")];
    }

    private static List<string> Named(string[] items, string name) =>
        [.. items.Where(item => item.StartsWith(name, StringComparison.Ordinal)).Select(item => item[name.Length..])];
}
