using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Breakwater.Verification.Keys;

/// <summary>
/// A JSON Web Token in compact form (RFC 7515), taken apart and not believed. The algorithm is never the token's choice: whoever
/// verifies says which one it must be.
/// </summary>
internal sealed class Jose : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly JsonDocument header;
    private readonly JsonDocument claims;
    private readonly byte[] signed;
    private readonly byte[] signature;

    private Jose(JsonDocument header, JsonDocument claims, byte[] signed, byte[] signature) =>
        (this.header, this.claims, this.signed, this.signature) = (header, claims, signed, signature);

    public string? Algorithm => PublicKeys.Text(header.RootElement, "alg");

    public string? KeyId => PublicKeys.Text(header.RootElement, "kid");

    /// <summary>Extensions that must be understood: none is.</summary>
    public bool HasCritical => header.RootElement.TryGetProperty("crit", out _);

    public JsonElement Claims => claims.RootElement;

    /// <summary>Takes a token apart; null when it is none.</summary>
    public static Jose? Parse(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } head || Decode(parts[1]) is not { } body || Decode(parts[2]) is not { } signature)
        {
            return null;
        }

        JsonDocument? header = null;
        try
        {
            header = JsonDocument.Parse(head, Strict);
            var claims = JsonDocument.Parse(body, Strict);
            if (header.RootElement.ValueKind == JsonValueKind.Object && claims.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new Jose(header, claims, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature);
            }

            claims.Dispose();
        }
        catch (JsonException)
        {
        }

        header?.Dispose();
        return null;
    }

    /// <summary>True when the key signed it under ES256, r and s side by side.</summary>
    public bool IsSignedEs256(PublicKey key) => signature.Length == 64
        && key.IsOn(ECCurve.NamedCurves.nistP256)
        && key.VerifyEcdsa(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>Base64url without padding; null when it is not.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.AsSpan().ContainsAny(" \t\r\n=") || !Base64Url.IsValid(text, out _))
        {
            return null;
        }

        return Base64Url.DecodeFromChars(text);
    }

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public void Dispose()
    {
        header.Dispose();
        claims.Dispose();
    }
}
