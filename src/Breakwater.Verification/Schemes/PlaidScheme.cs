using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Verification.Keys;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// Plaid: a JWT in <c>Plaid-Verification</c>, always ES256, whose claims hold the hash of the body. The key is one of <c>keys</c>, or is
/// fetched from Plaid by its id with the credentials of the API.
/// </summary>
internal sealed class PlaidScheme(IReadOnlyDictionary<string, PublicKey> keys, PlaidKeys? fetched) : IKeyedScheme, IPrivateKeyScheme
{
    private const string Header = "Plaid-Verification";
    private const string BodyHash = "request_body_sha256";
    private const string Algorithm = "ES256";
    private const int MaxKeyId = 128;

    /// <inheritdoc />
    public KeyRequest? KeyOf(SignedRequest request)
    {
        if (fetched is null || !TryToken(request, out var token, out _))
        {
            return null;
        }

        using (token)
        {
            return token!.KeyId is { } id && !keys.ContainsKey(id) ? fetched.Request(id) : null;
        }
    }

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!TryToken(request, out var token, out var refusal))
        {
            return refusal;
        }

        using (token)
        {
            return keys.TryGetValue(token!.KeyId!, out var key) ? Verify(token, request, now, tolerance, key)
                : Verdict.Refuse("key-unknown", "the token's kid is not one of the configured `keys`: Plaid rotates them; with `clientId` and `secret` they are fetched");
        }
    }

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance, PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!TryToken(request, out var token, out var refusal))
        {
            return refusal;
        }

        using (token)
        {
            return Verify(token!, request, now, tolerance, key);
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => null;

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? SignWith(PrivateKey key, SignedRequest request, DateTimeOffset now)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["kid"] = keys.Keys.FirstOrDefault() ?? "sample", ["typ"] = "JWT" };
        var claims = new JsonObject { ["iat"] = now.ToUnixTimeSeconds(), [BodyHash] = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)) };
        var signed = $"{Part(header)}.{Part(claims)}";
        return key.SignEcdsa(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) is { } signature
            ? [new(Header, $"{signed}.{Jose.Encode(signature)}")]
            : null;
    }

    private static string Part(JsonObject part) => Jose.Encode(System.Text.Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static bool TryToken(SignedRequest request, out Jose? token, out Verdict refusal)
    {
        token = null;
        if (!SignatureHeader.TryOne(request, Header, out var value, out refusal))
        {
            return false;
        }

        var parsed = Jose.Parse(value);
        refusal = parsed is null ? SignatureHeader.Malformed(Header, "is no JSON Web Token in compact form")
            : parsed.Algorithm != Algorithm ? Verdict.Refuse("algorithm-not-allowed", $"the token in {Header} is not signed with {Algorithm}: no other algorithm counts, whatever it says")
            : parsed.HasCritical ? SignatureHeader.Malformed(Header, "asks for extensions (crit) that are not understood")
            : parsed.KeyId is not { Length: > 0 and <= MaxKeyId } ? SignatureHeader.Malformed(Header, "names no key (kid)")
            : default;
        if (refusal.Code is not null)
        {
            parsed?.Dispose();
            return false;
        }

        token = parsed;
        return true;
    }

    private static Verdict Verify(Jose token, SignedRequest request, DateTimeOffset now, TimeSpan tolerance, PublicKey key)
    {
        if (!key.IsValidAt(now))
        {
            return Verdict.Refuse("key-expired", "the key that the token names has expired");
        }

        if (!token.IsSignedEs256(key))
        {
            return Verdict.Refuse("signature-mismatch", $"the token in {Header} is not signed by the key that it names");
        }

        var hash = PublicKeys.Text(token.Claims, BodyHash);
        if (hash is null || !Digests.Match([SHA256.HashData(request.Body.Span)], SignatureText.Decode(hash, SignatureEncoding.Hex)))
        {
            return Verdict.Refuse("signature-mismatch", $"the token is right, but its {BodyHash} is not the hash of this body: something on the way changed it");
        }

        return token.Claims.TryGetProperty("iat", out var issued) && issued.ValueKind == JsonValueKind.Number && issued.TryGetInt64(out var seconds) && seconds >= 0
            ? SignedTime.Judge(seconds, now, tolerance)
            : Verdict.Refuse("timestamp-missing", "the token does not say when it was issued (iat)");
    }
}

/// <summary>How Plaid's keys are asked for.</summary>
internal sealed class PlaidKeys(string clientId, string secret, Uri address)
{
    public KeyRequest Request(string keyId) => new()
    {
        Name = $"{address} {keyId}",
        Url = address,
        Post = new JsonObject { ["client_id"] = clientId, ["secret"] = secret, ["key_id"] = keyId }.ToJsonString(),
        Read = (answer, _) => Read(answer, keyId),
    };

    /// <summary>A key and how long it counts, of one JWK.</summary>
    public static PublicKey? Of(JsonElement key)
    {
        var made = PublicKeys.Jwk(key);
        return made is not null && key.TryGetProperty("expired_at", out var expired) && expired.ValueKind == JsonValueKind.Number && expired.TryGetInt64(out var seconds)
            && seconds is > 0 and < 253_402_300_799
            ? made.Until(DateTimeOffset.FromUnixTimeSeconds(seconds))
            : made;
    }

    private static KeyReading Read(ReadOnlyMemory<byte> answer, string keyId)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("key", out var key) && PublicKeys.Text(key, "kid") == keyId && Of(key) is { } made
                    ? new KeyReading(made, null)
                    : KeyReading.Bad("Plaid's answer holds no such key");
        }
        catch (JsonException)
        {
            return KeyReading.Bad("Plaid's answer is not JSON");
        }
    }
}
