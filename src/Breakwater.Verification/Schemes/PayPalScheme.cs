using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Verification.Keys;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// PayPal: RSA with SHA-256 over transmission id, time, webhook id and the CRC-32 of the body, with a certificate that a header names.
/// Only PayPal's own hosts are ever asked for one, and it must chain to a trusted root.
/// </summary>
internal sealed class PayPalScheme(string webhookId, bool trustCertificates) : IKeyedScheme
{
    private const string IdHeader = "PAYPAL-TRANSMISSION-ID";
    private const string TimeHeader = "PAYPAL-TRANSMISSION-TIME";
    private const string SignatureName = "PAYPAL-TRANSMISSION-SIG";
    private const string CertificateHeader = "PAYPAL-CERT-URL";
    private const string AlgorithmHeader = "PAYPAL-AUTH-ALGO";
    private const string Algorithm = "SHA256withRSA";

    private static readonly string[] Hosts = ["api.paypal.com", "api.sandbox.paypal.com"];
    private static readonly string[] Subjects = ["messageverificationcerts.paypal.com", "messageverificationcerts.sandbox.paypal.com"];

    /// <inheritdoc />
    public KeyRequest? KeyOf(SignedRequest request) => Read(request, out var parts).Valid ? Request(parts.Certificate) : null;

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance) =>
        Read(request, out _) is { Valid: false } refusal ? refusal : Verdict.Refuse("key-unknown", "the certificate of this request was not fetched");

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance, PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(request);
        var read = Read(request, out var parts);
        if (!read.Valid)
        {
            return read;
        }

        if (!key.IsValidAt(now))
        {
            return Verdict.Refuse("key-expired", "the certificate is not valid now");
        }

        var crc = Crc32.Of(request.Body.Span).ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{parts.Id}|{parts.Time}|{webhookId}|{crc}");
        return key.VerifyRsa(signed, parts.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            ? Verdict.Ok
            : Verdict.Refuse(
                "signature-mismatch",
                $"the signature in {SignatureName} does not match: `webhookId` is of another webhook, or something on the way changed the body");
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => null;

    private static Verdict Read(SignedRequest request, out (string Id, string Time, byte[] Signature, Uri Certificate) parts)
    {
        parts = ("", "", [], null!);
        if (!SignatureHeader.TryOne(request, IdHeader, out var id, out var refusal)
            || !SignatureHeader.TryOne(request, TimeHeader, out var time, out refusal)
            || !SignatureHeader.TryOne(request, SignatureName, out var text, out refusal)
            || !SignatureHeader.TryOne(request, CertificateHeader, out var address, out refusal)
            || !SignatureHeader.TryOne(request, AlgorithmHeader, out var algorithm, out refusal))
        {
            return refusal;
        }

        if (!algorithm.Equals(Algorithm, StringComparison.OrdinalIgnoreCase))
        {
            return SignatureHeader.Malformed(AlgorithmHeader, $"is not {Algorithm}");
        }

        if (SignatureText.Decode(text, SignatureEncoding.Base64) is not { Length: > 0 } signature)
        {
            return SignatureHeader.Malformed(SignatureName, "holds no signature in base64");
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || !IsOfPayPal(url))
        {
            return Verdict.Refuse("key-not-allowed", $"{CertificateHeader} is not on {string.Join(" or ", Hosts)} (https): it is not fetched");
        }

        parts = (id, time, signature, url);
        return Verdict.Ok;
    }

    private static bool IsOfPayPal(Uri url) => url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && url.UserInfo.Length == 0
        && Hosts.Contains(url.Host, StringComparer.Ordinal)
        && url.AbsolutePath.StartsWith("/v1/notifications/certs/", StringComparison.Ordinal) && url.Query.Length == 0;

    private KeyRequest Request(Uri url) => new()
    {
        Name = url.AbsoluteUri,
        Url = url,
        Read = (pem, now) => PublicKeys.Certificate(pem, now, Subjects, chain: !trustCertificates),
    };
}
