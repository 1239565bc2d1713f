using System.Globalization;
using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>Slack: <c>X-Slack-Signature: v0=…</c>, HMAC-SHA256 in hex over <c>v0:timestamp:body</c>.</summary>
internal sealed class SlackScheme(IReadOnlyList<string> secrets) : ISignatureScheme
{
    private const string Header = "X-Slack-Signature";
    private const string TimeHeader = "X-Slack-Request-Timestamp";
    private const string Version = "v0=";

    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal)
            || !SignatureHeader.TryOne(request, TimeHeader, out var time, out refusal)
            || !SignedTime.TryRead(TimeHeader, time, out var seconds, out refusal))
        {
            return refusal;
        }

        if (!value.StartsWith(Version, StringComparison.Ordinal))
        {
            return SignatureHeader.Malformed(Header, $"does not begin with {Version}");
        }

        var signature = SignatureText.Decode(value.AsSpan(Version.Length), SignatureEncoding.Hex);
        if (signature?.Length != keys.Length)
        {
            return SignatureHeader.Malformed(Header, $"holds no SHA256 signature ({keys.Length} bytes in hex)");
        }

        return keys.Match($"v0:{time}:", request.Body.Span, [signature]) ? SignedTime.Judge(seconds, now, tolerance) : keys.Mismatch(Header);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(keys.Sign($"v0:{time}:", request.Body.Span));
        return [new(TimeHeader, time), new(Header, Version + signature)];
    }
}
