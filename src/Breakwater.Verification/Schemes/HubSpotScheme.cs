using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// HubSpot: version 3 is HMAC-SHA256 in base64 over method, URL, body and time. Versions 1 and 2, plain hashes that no time protects,
/// count only where the source says so.
/// </summary>
internal sealed class HubSpotScheme(IReadOnlyList<string> secrets, PublicUrl url, IReadOnlyList<string> legacy) : ISignatureScheme
{
    private const string Header = "X-HubSpot-Signature-v3";
    private const string TimeHeader = "X-HubSpot-Request-Timestamp";
    private const string LegacyHeader = "X-HubSpot-Signature";
    private const string LegacyVersion = "X-HubSpot-Signature-Version";

    /// <summary>HubSpot decodes these, and no others, before it signs.</summary>
    private static readonly (string Escape, string Letter)[] Escapes =
    [
        ("%3A", ":"), ("%2F", "/"), ("%3F", "?"), ("%40", "@"), ("%21", "!"), ("%24", "$"), ("%27", "'"), ("%28", "("), ("%29", ")"), ("%2A", "*"), ("%2C", ","), ("%3B", ";"),
    ];

    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (legacy.Count > 0 && !SignatureHeader.IsPresent(request, Header))
        {
            return VerifyLegacy(request);
        }

        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal)
            || !SignatureHeader.TryOne(request, TimeHeader, out var time, out refusal)
            || !SignedTime.TryReadMilliseconds(TimeHeader, time, out var seconds, out refusal))
        {
            return refusal;
        }

        var signature = SignatureText.Decode(value, SignatureEncoding.Base64);
        if (signature?.Length != keys.Length)
        {
            return SignatureHeader.Malformed(Header, $"holds no SHA256 signature ({keys.Length} bytes in base64)");
        }

        if (keys.Match(request.Method + Decoded(url.Of(request)), Signed(request, time), [signature]))
        {
            return SignedTime.Judge(seconds, now, tolerance);
        }

        var mismatch = keys.Mismatch(Header);
        return mismatch with { Reason = $"{mismatch.Reason}; the URL is signed, too: `publicUrl` must be the one that HubSpot calls" };
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var signature = keys.Sign(request.Method + Decoded(url.Of(request)), Signed(request, time));
        return [new(TimeHeader, time), new(Header, Convert.ToBase64String(signature))];
    }

    private static byte[] Signed(SignedRequest request, string time) => [.. request.Body.Span, .. Encoding.ASCII.GetBytes(time)];

    private static string Decoded(string url)
    {
        foreach (var (escape, letter) in Escapes)
        {
            url = url.Replace(escape, letter, StringComparison.OrdinalIgnoreCase);
        }

        return url;
    }

    private Verdict VerifyLegacy(SignedRequest request)
    {
        if (!SignatureHeader.TryOne(request, LegacyHeader, out var value, out var refusal)
            || !SignatureHeader.TryOne(request, LegacyVersion, out var version, out refusal))
        {
            return refusal;
        }

        if (!legacy.Contains(version))
        {
            return SignatureHeader.Malformed(LegacyVersion, $"is not one of those that `allow` names: {string.Join(", ", legacy)}");
        }

        var before = version == "v2" ? request.Method + url.Of(request) : "";
        var given = SignatureText.Decode(value, SignatureEncoding.Hex);
        var expected = secrets.Select(secret => SHA256.HashData([.. Encoding.UTF8.GetBytes(secret + before), .. request.Body.Span]));
        return Digests.Match(expected, given) ? Verdict.Ok : keys.Mismatch(LegacyHeader);
    }
}
