using Breakwater.Verification.Schemes;

namespace Breakwater.Configuration.Sections;

/// <summary>
/// What a Standard Webhooks key looks like: base64 of 16 to 64 bytes (at least 24 are advised), usually after <c>whsec_</c>, or an
/// Ed25519 key after <c>whsk_</c>.
/// </summary>
internal static class SigningKey
{
    public const string Words =
        "whsec_ and base64, or base64 alone, of 16 to 64 bytes; or whsk_ and base64 of an Ed25519 key, 32 bytes, or 64 with its public half";

    private const string SymmetricPrefix = "whsec_";
    private const string SecretPrefix = "whsk_";
    private const string PublicPrefix = "whpk_";

    /// <summary>Why a text is no key, or null; the reason never holds the text.</summary>
    public static string? Fault(string text)
    {
        if (text.StartsWith(PublicPrefix, StringComparison.Ordinal))
        {
            return "is a public key, which the receiver gets; what signs begins with whsk_";
        }

        var asymmetric = text.StartsWith(SecretPrefix, StringComparison.Ordinal);
        var prefix = asymmetric ? SecretPrefix : text.StartsWith(SymmetricPrefix, StringComparison.Ordinal) ? SymmetricPrefix : "";
        Span<byte> bytes = stackalloc byte[128];
        if (!Convert.TryFromBase64Chars(text.AsSpan(prefix.Length), bytes, out var length))
        {
            return asymmetric ? "is no base64 after whsk_" : "is no base64 (a key is made with: openssl rand -base64 32)";
        }

        return asymmetric ? Ed25519Fault(bytes[..length]) : length is >= 16 and <= 64 ? null : "is a key of the wrong length";
    }

    private static string? Ed25519Fault(ReadOnlySpan<byte> bytes) => bytes.Length is not (Ed25519SigningKey.SeedBytes or Ed25519SigningKey.PairBytes)
        ? $"is no Ed25519 key: {bytes.Length} bytes after whsk_"
        : Ed25519SigningKey.TryCreate(bytes) is null ? "is no Ed25519 key: its last 32 bytes are not the public half of the first 32" : null;
}
