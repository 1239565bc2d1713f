using System.Security.Cryptography;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Keys;

/// <summary>A sender's public key, ready to verify with, and when it is valid. Immutable and safe for concurrent use.</summary>
public sealed class PublicKey
{
    private readonly RSAParameters? rsa;
    private readonly ECParameters? curve;
    private readonly Ed25519Key? edwards;

    private PublicKey(RSAParameters? rsa, ECParameters? curve, Ed25519Key? edwards) => (this.rsa, this.curve, this.edwards) = (rsa, curve, edwards);

    /// <summary>From when it is valid.</summary>
    public DateTimeOffset NotBefore { get; private init; } = DateTimeOffset.MinValue;

    /// <summary>Until when it is valid.</summary>
    public DateTimeOffset NotAfter { get; private init; } = DateTimeOffset.MaxValue;

    /// <summary>True when it is valid at a moment.</summary>
    public bool IsValidAt(DateTimeOffset moment) => moment >= NotBefore && moment <= NotAfter;

    internal static PublicKey Of(RSA key) => new(key.ExportParameters(includePrivateParameters: false), null, null);

    internal static PublicKey Of(ECParameters key) => new(null, key, null);

    internal static PublicKey Of(Ed25519Key key) => new(null, null, key);

    internal PublicKey Until(DateTimeOffset notAfter) => new(rsa, curve, edwards) { NotBefore = NotBefore, NotAfter = notAfter };

    internal PublicKey Between(DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        new(rsa, curve, edwards) { NotBefore = notBefore, NotAfter = notAfter };

    internal bool IsRsa => rsa is not null;

    internal bool IsEd25519 => edwards is not null;

    /// <summary>True for a key on the named curve.</summary>
    internal bool IsOn(ECCurve named) => curve is { } found && found.Curve.Oid.Value == named.Oid.Value;

    internal bool VerifyRsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        if (rsa is not { } parameters)
        {
            return false;
        }

        using var key = RSA.Create(parameters);
        return key.VerifyData(data, signature, hash, padding);
    }

    internal bool VerifyEcdsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, HashAlgorithmName hash, DSASignatureFormat format)
    {
        if (curve is not { } parameters)
        {
            return false;
        }

        try
        {
            using var key = ECDsa.Create(parameters);
            return key.VerifyData(data, signature, hash, format);
        }
        catch (CryptographicException)
        {
            // What is no signature at all (a broken DER sequence) is as wrong as one that does not match.
            return false;
        }
    }

    internal bool VerifyEd25519(string before, ReadOnlyMemory<byte> data, byte[] signature) => edwards is not null && edwards.Match(before, data, [signature]);
}

/// <summary>A key that was read from what a platform published, or why none could be.</summary>
/// <param name="Key">The key; null when there is none.</param>
/// <param name="Fault">Why there is none, in words; null when there is one.</param>
public readonly record struct KeyReading(PublicKey? Key, string? Fault)
{
    internal static KeyReading Bad(string fault) => new(null, fault);
}
