using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Breakwater.Verification.Schemes;

/// <summary>A secret key of Ed25519 (RFC 8032), which .NET does not have on every platform. Safe for concurrent use.</summary>
public sealed class Ed25519SigningKey
{
    /// <summary>The bytes of a seed, which is the whole secret.</summary>
    public const int SeedBytes = 32;

    /// <summary>The bytes of a seed with the public key behind it, as many libraries keep it.</summary>
    public const int PairBytes = 64;

    private readonly Ed25519PrivateKeyParameters key;

    private Ed25519SigningKey(Ed25519PrivateKeyParameters key) => this.key = key;

    /// <summary>The key of a seed or a pair; null when the bytes are neither, or the public half of a pair is of another key.</summary>
    public static Ed25519SigningKey? TryCreate(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (SeedBytes or PairBytes))
        {
            return null;
        }

        var key = new Ed25519PrivateKeyParameters(bytes[..SeedBytes]);
        return bytes.Length == SeedBytes || key.GeneratePublicKey().GetEncoded().AsSpan().SequenceEqual(bytes[SeedBytes..])
            ? new Ed25519SigningKey(key)
            : null;
    }

    /// <summary>The signature of a message, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, key);
        signer.BlockUpdate(message);
        return signer.GenerateSignature();
    }
}
