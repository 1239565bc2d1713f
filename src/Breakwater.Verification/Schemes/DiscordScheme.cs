using System.Globalization;
using System.Text;
using Breakwater.Verification.Keys;

namespace Breakwater.Verification.Schemes;

/// <summary>Discord: Ed25519 in hex over timestamp and body.</summary>
internal sealed class DiscordScheme(IReadOnlyList<PublicKey> keys) : ISignatureScheme, IPrivateKeyScheme
{
    private const string Header = "X-Signature-Ed25519";
    private const string TimeHeader = "X-Signature-Timestamp";
    private const int SignatureBytes = 64;

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal)
            || !SignatureHeader.TryOne(request, TimeHeader, out var time, out refusal)
            || !SignedTime.TryRead(TimeHeader, time, out var seconds, out refusal))
        {
            return refusal;
        }

        if (SignatureText.Decode(value, SignatureEncoding.Hex) is not { Length: SignatureBytes } signature)
        {
            return SignatureHeader.Malformed(Header, $"holds no Ed25519 signature ({SignatureBytes} bytes in hex)");
        }

        return keys.Any(key => key.VerifyEd25519(time, request.Body, signature))
            ? SignedTime.Judge(seconds, now, tolerance)
            : Asymmetric.Mismatch(Header);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => null;

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? SignWith(PrivateKey key, SignedRequest request, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return key.SignEd25519([.. Encoding.ASCII.GetBytes(time), .. request.Body.Span]) is { } signature
            ? [new(TimeHeader, time), new(Header, Convert.ToHexStringLower(signature))]
            : null;
    }
}
