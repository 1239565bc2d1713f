using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Model;
using Breakwater.Verification.Schemes;

namespace Breakwater.Delivering;

/// <summary>
/// Signs <c>id.timestamp.body</c> as Standard Webhooks: a signature for each secret, with a space between, so that receivers can rotate.
/// A secret behind <c>whsk_</c> is of Ed25519 and signs as <c>v1a</c>. Any other is base64, with or without <c>whsec_</c>, and signs as
/// <c>v1</c>, HMAC-SHA256; one that isn't base64 is taken as the bytes of its text.
/// </summary>
internal sealed class WebhookSigner
{
    private const string HmacPrefix = "whsec_";
    private const string Ed25519Prefix = "whsk_";

    private readonly Sign[] signatures;

    /// <exception cref="ArgumentException">A secret behind <c>whsk_</c> is no key of Ed25519; the configuration's check lets none through.</exception>
    public WebhookSigner(IReadOnlyList<Secret> secrets) => signatures = [.. secrets.Select(SignatureOf)];

    private delegate string Sign(ReadOnlySpan<byte> signed);

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public string SignatureOf(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var length = id.Length + 1 + timestamp.Length + 1 + body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var at = Encoding.ASCII.GetBytes(id, rented);
            rented[at++] = (byte)'.';
            at += Encoding.ASCII.GetBytes(timestamp, rented.AsSpan(at));
            rented[at++] = (byte)'.';
            body.CopyTo(rented.AsSpan(at));
            return signatures.Length == 1
                ? signatures[0](rented.AsSpan(0, length))
                : string.Join(' ', signatures.Select(sign => sign(rented.AsSpan(0, length))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static Sign SignatureOf(Secret secret) => secret.Reveal().StartsWith(Ed25519Prefix, StringComparison.Ordinal) ? Ed25519(secret) : Hmac(secret);

    private static Sign Ed25519(Secret secret)
    {
        var key = Ed25519SigningKey.TryCreate(Convert.FromBase64String(secret.Reveal()[Ed25519Prefix.Length..]))
            ?? throw new ArgumentException("a secret behind whsk_ is no key of Ed25519");
        return signed => "v1a," + Convert.ToBase64String(key.Sign(signed));
    }

    private static Sign Hmac(Secret secret)
    {
        var text = secret.Reveal();
        var digits = text.StartsWith(HmacPrefix, StringComparison.Ordinal) ? text[HmacPrefix.Length..] : text;
        var key = digits.Length > 0 && Base64.IsValid(digits) ? Convert.FromBase64String(digits) : secret.RevealBytes();
        return signed =>
        {
            Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(key, signed, mac);
            return "v1," + Convert.ToBase64String(mac);
        };
    }
}
