using System.Security.Cryptography;
using Breakwater.Verification.Schemes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace Breakwater.Verification.Keys;

/// <summary>A private key to sign rehearsals with, never one of the platform's: RSA or ECDSA (PEM), or Ed25519 (PEM, or the seed in hex).</summary>
public sealed class PrivateKey
{
    private readonly RSAParameters? rsa;
    private readonly ECParameters? curve;
    private readonly Ed25519SigningKey? edwards;

    private PrivateKey(RSAParameters? rsa, ECParameters? curve, Ed25519SigningKey? edwards) => (this.rsa, this.curve, this.edwards) = (rsa, curve, edwards);

    /// <summary>Reads a key.</summary>
    /// <exception cref="FormatException">It is none that can be used; the message never shows it.</exception>
    public static PrivateKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var seed = SignatureText.Decode(trimmed, SignatureEncoding.Hex);
        if (seed is { Length: > 0 })
        {
            return Ed25519SigningKey.TryCreate(seed) is { } key ? new PrivateKey(null, null, key) : throw Unusable();
        }

        return OfPem(trimmed) ?? throw Unusable();
    }

    internal byte[]? SignEd25519(ReadOnlySpan<byte> data) => edwards?.Sign(data);

    internal byte[]? SignEcdsa(ReadOnlySpan<byte> data, HashAlgorithmName hash, DSASignatureFormat format)
    {
        if (curve is not { } parameters)
        {
            return null;
        }

        using var key = ECDsa.Create(parameters);
        return key.SignData(data, hash, format);
    }

    internal byte[]? SignRsa(ReadOnlySpan<byte> data, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        if (rsa is not { } parameters)
        {
            return null;
        }

        using var key = RSA.Create(parameters);
        return key.SignData(data, hash, padding);
    }

    private static PrivateKey? OfPem(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
        {
            return null;
        }

        try
        {
            var label = pem[fields.Label];
            var der = Convert.FromBase64String(pem[fields.Base64Data]);
            return label switch
            {
                "PRIVATE KEY" => OfPkcs8(der, pem),
                "EC PRIVATE KEY" => OfCurve(pem),
                "RSA PRIVATE KEY" => OfRsa(pem),
                _ => null,
            };
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException or InvalidKeyException or IOException)
        {
            return null;
        }
    }

    private static PrivateKey? OfPkcs8(byte[] der, string pem) => PrivateKeyFactory.CreateKey(der) switch
    {
        Ed25519PrivateKeyParameters key => new PrivateKey(null, null, Ed25519SigningKey.TryCreate(key.GetEncoded())),
        ECPrivateKeyParameters => OfCurve(pem),
        RsaKeyParameters => OfRsa(pem),
        _ => null,
    };

    private static PrivateKey OfCurve(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new PrivateKey(null, key.ExportParameters(includePrivateParameters: true), null);
    }

    private static PrivateKey OfRsa(string pem)
    {
        using var key = RSA.Create();
        key.ImportFromPem(pem);
        return new PrivateKey(key.ExportParameters(includePrivateParameters: true), null, null);
    }

    private static FormatException Unusable() => new("not a private key that can be used: RSA, ECDSA or Ed25519 as PEM without a pass phrase, or the hex of an Ed25519 seed");
}
