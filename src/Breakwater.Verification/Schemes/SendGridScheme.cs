using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Verification.Keys;

namespace Breakwater.Verification.Schemes;

/// <summary>SendGrid's event webhook: ECDSA on P-256 with SHA-256, DER in base64, over timestamp and body.</summary>
internal sealed class SendGridScheme(IReadOnlyList<PublicKey> keys) : ISignatureScheme, IPrivateKeyScheme
{
    private const string Header = "X-Twilio-Email-Event-Webhook-Signature";
    private const string TimeHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal)
            || !SignatureHeader.TryOne(request, TimeHeader, out var time, out refusal)
            || !SignedTime.TryRead(TimeHeader, time, out var seconds, out refusal))
        {
            return refusal;
        }

        if (SignatureText.Decode(value, SignatureEncoding.Base64) is not { Length: > 0 } signature)
        {
            return SignatureHeader.Malformed(Header, "holds no signature in base64");
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes(time), .. request.Body.Span];
        return keys.Any(key => key.VerifyEcdsa(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            ? SignedTime.Judge(seconds, now, tolerance)
            : Asymmetric.Mismatch(Header);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => null;

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? SignWith(PrivateKey key, SignedRequest request, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(time), .. request.Body.Span];
        return key.SignEcdsa(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence) is { } signature
            ? [new(TimeHeader, time), new(Header, Convert.ToBase64String(signature))]
            : null;
    }
}
