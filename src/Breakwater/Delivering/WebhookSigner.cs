using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Model;

namespace Breakwater.Delivering;

/// <summary>
/// Signs as Standard Webhooks, version 1: HMAC-SHA256 over <c>id.timestamp.body</c>, in base64 behind <c>v1,</c>; a signature for each
/// secret, with a space between, so that receivers can rotate. A secret is base64, with or without <c>whsec_</c>; one that isn't
/// base64 is taken as the bytes of its text.
/// </summary>
internal sealed class WebhookSigner
{
    private const string Prefix = "whsec_";
    private readonly byte[][] keys;

    public WebhookSigner(IReadOnlyList<Secret> secrets) => keys = [.. secrets.Select(KeyOf)];

    /// <summary>The value of <c>webhook-signature</c>.</summary>
    public string Sign(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var length = id.Length + 1 + timestamp.Length + 1 + body.Length;
        var signed = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var at = Encoding.ASCII.GetBytes(id, signed);
            signed[at++] = (byte)'.';
            at += Encoding.ASCII.GetBytes(timestamp, signed.AsSpan(at));
            signed[at++] = (byte)'.';
            body.CopyTo(signed.AsSpan(at));
            return keys.Length == 1
                ? One(keys[0], signed.AsSpan(0, length))
                : string.Join(' ', keys.Select(key => One(key, signed.AsSpan(0, length))));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(signed);
        }
    }

    private static string One(byte[] key, ReadOnlySpan<byte> signed)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, signed, mac);
        return "v1," + Convert.ToBase64String(mac);
    }

    private static byte[] KeyOf(Secret secret)
    {
        var text = secret.Reveal();
        var digits = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        return digits.Length > 0 && Base64.IsValid(digits) ? Convert.FromBase64String(digits) : secret.RevealBytes();
    }
}
