using System.Security.Cryptography;

namespace Breakwater.Model;

/// <summary>
/// A key that bodies and headers are encrypted with where they are kept: AES-256-GCM under a key that is derived for each text from the
/// text itself (a synthetic nonce). So no nonce can come twice, the same text is sealed to the same bytes, and nothing else about it shows.
/// </summary>
public sealed class SealKey
{
    /// <summary>What a key looks like, in words.</summary>
    public const string Form = "base64 or hex of 32 random bytes (openssl rand -base64 32)";

    /// <summary>The bytes of a key.</summary>
    public const int Size = 32;

    internal const int IvSize = 32;
    internal const int TagSize = 16;

    private static readonly byte[] Nonce = new byte[12];

    private readonly byte[] mac;
    private readonly byte[] encryption;

    private SealKey(byte[] key)
    {
        mac = HMACSHA256.HashData(key, "breakwater seal mac"u8);
        encryption = HMACSHA256.HashData(key, "breakwater seal encryption"u8);
        Id = Convert.ToHexStringLower(HMACSHA256.HashData(key, "breakwater seal id"u8)[..4]);
    }

    /// <summary>The key's name: 8 hex digits that say nothing about it. It stands beside everything that the key has sealed.</summary>
    public string Id { get; }

    /// <summary>Reads a key; null when the text is none.</summary>
    public static SealKey? TryRead(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.AsSpan().Trim();
        var bytes = new byte[Size];
        return trimmed.Length == Size * 2 && Convert.FromHexString(trimmed, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? new SealKey(bytes)
            : Convert.TryFromBase64Chars(trimmed, new byte[Size * 2], out var written) && written == Size ? new SealKey(Convert.FromBase64String(trimmed.ToString()))
            : null;
    }

    /// <summary>The id.</summary>
    public override string ToString() => Id;

    /// <summary>Seals a text.</summary>
    /// <param name="place">What the text belongs to: it opens there and nowhere else.</param>
    /// <param name="salt">Makes equal texts of different salts look different; empty where equal ones shall look equal.</param>
    /// <param name="plain">The text.</param>
    /// <param name="proof">Takes the nonce and the tag: <see cref="IvSize"/> and <see cref="TagSize"/> bytes.</param>
    /// <returns>The sealed text, as long as the plain one.</returns>
    internal byte[] Seal(ReadOnlySpan<byte> place, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> plain, Span<byte> proof)
    {
        using (var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, mac))
        {
            Span<byte> length = stackalloc byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, salt.Length);
            hash.AppendData(length);
            hash.AppendData(salt);
            hash.AppendData(plain);
            hash.GetHashAndReset(proof[..IvSize]);
        }

        var sealedText = new byte[plain.Length];
        using var cipher = Cipher(proof[..IvSize]);
        cipher.Encrypt(Nonce, plain, sealedText, proof.Slice(IvSize, TagSize), place);
        return sealedText;
    }

    /// <summary>Opens a text.</summary>
    /// <exception cref="CryptographicException">It was changed, or belongs elsewhere.</exception>
    internal byte[] Open(ReadOnlySpan<byte> place, ReadOnlySpan<byte> sealedText, ReadOnlySpan<byte> proof)
    {
        var plain = new byte[sealedText.Length];
        using var cipher = Cipher(proof[..IvSize]);
        cipher.Decrypt(Nonce, sealedText, proof.Slice(IvSize, TagSize), plain, place);
        return plain;
    }

    /// <summary>The key of one text: another nonce makes another key, so that the nonce of the cipher itself may stand still.</summary>
    private AesGcm Cipher(ReadOnlySpan<byte> iv)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(encryption, iv, key);
        return new AesGcm(key, TagSize);
    }
}
