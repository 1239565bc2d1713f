using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// The keys of an HMAC scheme, newest first. Every given signature is compared with every key's, in constant time over the decoded
/// bytes, and the loop never ends early: how long it takes says nothing about how right a signature is.
/// </summary>
internal sealed class HmacKeys
{
    private readonly HashAlgorithmName algorithm;
    private readonly byte[][] keys;
    private readonly bool blankEnds;

    private HmacKeys(HashAlgorithmName algorithm, byte[][] keys, bool blankEnds)
    {
        this.algorithm = algorithm;
        this.keys = keys;
        this.blankEnds = blankEnds;
        Length = algorithm == HashAlgorithmName.SHA1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;
    }

    /// <summary>Bytes of a signature.</summary>
    public int Length { get; }

    /// <summary>The keys are the UTF-8 bytes of the texts.</summary>
    public static HmacKeys OfTexts(HashAlgorithmName algorithm, IReadOnlyList<string> secrets) => new(
        algorithm,
        [.. secrets.Select(Encoding.UTF8.GetBytes)],
        secrets.Any(secret => secret.Length != secret.Trim().Length));

    /// <summary>The keys are the bytes that the texts spell in hex.</summary>
    /// <exception cref="ProviderConfigException">One of them is not hex.</exception>
    public static HmacKeys OfHex(HashAlgorithmName algorithm, string name, IReadOnlyList<string> texts) => OfBytes(
        algorithm,
        texts.Select(text => SignatureText.Decode(text.Trim(), SignatureEncoding.Hex) is { Length: > 0 } key
            ? key
            : throw new ProviderConfigException(name, $"`{name}` is not hex: copy it as the platform shows it")));

    /// <summary>The keys are bytes already.</summary>
    public static HmacKeys OfBytes(HashAlgorithmName algorithm, IEnumerable<byte[]> keys) => new(algorithm, [.. keys], blankEnds: false);

    /// <summary>Signs with the newest key.</summary>
    public byte[] Sign(string before, ReadOnlySpan<byte> body)
    {
        var signature = new byte[Length];
        Compute(keys[0], Encoding.UTF8.GetBytes(before), body, signature);
        return signature;
    }

    /// <summary>True when one of the signatures is right under one of the keys. What could not be decoded is null, and never right.</summary>
    public bool Match(string before, ReadOnlySpan<byte> body, IReadOnlyList<byte[]?> signatures)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        expected = expected[..Length];
        var prefix = Encoding.UTF8.GetBytes(before);
        var right = false;
        foreach (var key in keys)
        {
            Compute(key, prefix, body, expected);
            foreach (var signature in signatures)
            {
                right |= CryptographicOperations.FixedTimeEquals(expected, signature);
            }
        }

        return right;
    }

    /// <summary>Why no signature matched, as far as one can know without the sender's secret.</summary>
    public Verdict Mismatch(string header)
    {
        var hint = blankEnds
            ? "the configured secret begins or ends with white space, which is probably not the sender's: remove it"
            : "the configured secret is not the sender's (of another endpoint or environment, or rotated), "
                + "or something on the way changed the body (a proxy that re-encodes or reformats it)";
        var tried = keys.Length == 1 ? "" : $" with any of the {keys.Length} secrets";
        return Verdict.Refuse("signature-mismatch", $"the signature in {header} does not match this body{tried}: {hint}");
    }

    private void Compute(byte[] key, ReadOnlySpan<byte> before, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hash = IncrementalHash.CreateHMAC(algorithm, key);
        hash.AppendData(before);
        hash.AppendData(body);
        hash.GetHashAndReset(signature);
    }
}
