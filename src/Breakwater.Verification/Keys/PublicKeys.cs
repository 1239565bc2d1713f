using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Keys;

/// <summary>Reads public keys in the forms in which platforms hand them out.</summary>
internal static class PublicKeys
{
    private const int MaxCertificates = 8;

    /// <summary>An RSA certificate, PEM, perhaps with its chain behind it.</summary>
    /// <param name="pem">What was published.</param>
    /// <param name="now">The moment.</param>
    /// <param name="hosts">Names of which the certificate must have one; empty for any.</param>
    /// <param name="chain">True when it must chain to a root that this machine trusts.</param>
    public static KeyReading Certificate(ReadOnlyMemory<byte> pem, DateTimeOffset now, IReadOnlyList<string> hosts, bool chain)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(Encoding.UTF8.GetString(pem.Span));
            if (all.Count is 0 or > MaxCertificates)
            {
                return KeyReading.Bad(all.Count == 0 ? "it is no certificate" : $"it holds {all.Count} certificates");
            }

            return Leaf(all, now, hosts, chain);
        }
        catch (CryptographicException)
        {
            return KeyReading.Bad("it is no certificate");
        }
        finally
        {
            foreach (var certificate in all)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>A public key as SubjectPublicKeyInfo: base64 of its DER, or PEM.</summary>
    public static PublicKey? Spki(string text)
    {
        var der = PemEncoding.TryFind(text, out var fields)
            ? SignatureText.Decode(string.Concat(text[fields.Base64Data].Where(letter => !char.IsWhiteSpace(letter))), SignatureEncoding.Base64)
            : SignatureText.Decode(text.Trim(), SignatureEncoding.Base64);
        return der is null ? null : Curve(der) ?? Rsa(der) ?? Edwards(der);
    }

    /// <summary>A raw Ed25519 key, in hex or base64.</summary>
    public static PublicKey? Ed25519(string text)
    {
        var trimmed = text.Trim();
        var bytes = SignatureText.Decode(trimmed, SignatureEncoding.Hex) is { Length: 32 } hex ? hex : SignatureText.Decode(trimmed, SignatureEncoding.Base64);
        return bytes is not null && Ed25519Key.TryCreate(bytes) is { } key ? PublicKey.Of(key) : null;
    }

    /// <summary>A P-256 key of a JSON Web Key (RFC 7517) for ES256; null when it is another.</summary>
    public static PublicKey? Jwk(JsonElement key)
    {
        if (Text(key, "kty") != "EC" || Text(key, "crv") != "P-256" || Text(key, "alg") is not (null or "ES256") || Text(key, "use") is not (null or "sig"))
        {
            return null;
        }

        const int CoordinateBytes = 32;
        if (Jose.Decode(Text(key, "x") ?? "") is not { Length: CoordinateBytes } x || Jose.Decode(Text(key, "y") ?? "") is not { Length: CoordinateBytes } y)
        {
            return null;
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        try
        {
            using var made = ECDsa.Create(parameters);
            return PublicKey.Of(parameters);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>A member's text; null when it is none.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static KeyReading Leaf(X509Certificate2Collection all, DateTimeOffset now, IReadOnlyList<string> hosts, bool chain)
    {
        var leaf = all[0];
        var (from, until) = (new DateTimeOffset(leaf.NotBefore.ToUniversalTime()), new DateTimeOffset(leaf.NotAfter.ToUniversalTime()));
        if (now < from || now > until)
        {
            return KeyReading.Bad($"the certificate is valid from {from:u} to {until:u}");
        }

        if (hosts.Count > 0 && !hosts.Any(host => leaf.MatchesHostname(host, allowWildcards: true, allowCommonName: true)))
        {
            return KeyReading.Bad($"the certificate is not one of {hosts[0]}");
        }

        if (chain && !Chains(all, now))
        {
            return KeyReading.Bad("the certificate does not chain to a root that this machine trusts");
        }

        using var rsa = leaf.GetRSAPublicKey();
        return rsa is null ? KeyReading.Bad("the certificate's key is not RSA") : new KeyReading(PublicKey.Of(rsa).Between(from, until), null);
    }

    /// <summary>Nothing is downloaded: what stands between the certificate and a root comes with it.</summary>
    private static bool Chains(X509Certificate2Collection all, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        for (var at = 1; at < all.Count; at++)
        {
            chain.ChainPolicy.ExtraStore.Add(all[at]);
        }

        return chain.Build(all[0]);
    }

    private static PublicKey? Curve(byte[] der)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(der, out var read);
            return read == der.Length ? PublicKey.Of(key.ExportParameters(includePrivateParameters: false)) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static PublicKey? Rsa(byte[] der)
    {
        const int LeastBits = 2048;
        try
        {
            using var key = RSA.Create();
            key.ImportSubjectPublicKeyInfo(der, out var read);
            return read == der.Length && key.KeySize >= LeastBits ? PublicKey.Of(key) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>RFC 8410: a fixed head, then the 32 bytes.</summary>
    private static PublicKey? Edwards(byte[] der)
    {
        ReadOnlySpan<byte> head = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        return der.AsSpan().StartsWith(head) && Ed25519Key.TryCreate(der[head.Length..]) is { } key ? PublicKey.Of(key) : null;
    }
}
