using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>Square: HMAC-SHA256 in base64 over the notification URL and the body.</summary>
internal sealed class SquareScheme(IReadOnlyList<string> secrets, PublicUrl url) : ISignatureScheme
{
    private const string Header = "x-square-hmacsha256-signature";

    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal))
        {
            return refusal;
        }

        var signature = SignatureText.Decode(value, SignatureEncoding.Base64);
        if (signature?.Length != keys.Length)
        {
            return SignatureHeader.Malformed(Header, $"holds no SHA256 signature ({keys.Length} bytes in base64)");
        }

        if (keys.Match(url.Of(request), request.Body.Span, [signature]))
        {
            return Verdict.Ok;
        }

        var mismatch = keys.Mismatch(Header);
        return mismatch with { Reason = $"{mismatch.Reason}; the URL is signed, too: `publicUrl` must be the notification URL letter by letter" };
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) =>
        [new(Header, Convert.ToBase64String(keys.Sign(url.Of(request), request.Body.Span)))];
}
