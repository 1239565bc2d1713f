using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Breakwater.Verification.Schemes;

/// <summary>A public key of Ed25519, which .NET does not have on every platform.</summary>
internal sealed class Ed25519Key
{
    private readonly Ed25519PublicKeyParameters key;

    private Ed25519Key(Ed25519PublicKeyParameters key) => this.key = key;

    /// <summary>The key; null when the bytes are none.</summary>
    public static Ed25519Key? TryCreate(byte[] bytes)
    {
        if (bytes.Length != Ed25519PublicKeyParameters.KeySize)
        {
            return null;
        }

        try
        {
            return new Ed25519Key(new Ed25519PublicKeyParameters(bytes));
        }
        catch (ArgumentException)
        {
            // Right length, but no point of the curve.
            return null;
        }
    }

    /// <summary>True when one of the signatures is right; what could not be decoded is null, and never right.</summary>
    public bool Match(string before, ReadOnlyMemory<byte> body, IReadOnlyList<byte[]?> signatures)
    {
        var prefix = Encoding.UTF8.GetBytes(before);
        return signatures.Any(signature => signature is not null && Match(prefix, body.Span, signature));
    }

    private bool Match(byte[] before, ReadOnlySpan<byte> body, byte[] signature)
    {
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, key);
        verifier.BlockUpdate(before);
        verifier.BlockUpdate(body);
        return verifier.VerifySignature(signature);
    }
}
