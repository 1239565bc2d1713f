using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Breakwater.Verification.Keys;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// The Standard Webhooks specification: <c>id.timestamp.body</c> under HMAC-SHA256 (<c>v1</c>) or Ed25519 (<c>v1a</c>), a list of
/// signatures of which one must be right; versions that nobody knows yet are skipped.
/// </summary>
internal sealed class StandardWebhooksScheme : ISignatureScheme, IPrivateKeyScheme
{
    /// <summary>The prefixes of the three headers, the one that is signed with first; the first one of which any header is there counts.</summary>
    private readonly IReadOnlyList<string> prefixes;
    private const string SecretPrefix = "whsec_";
    private const string PublicKeyPrefix = "whpk_";

    private readonly HmacKeys? secrets;
    private readonly IReadOnlyList<Ed25519Key> publicKeys;

    /// <summary>Takes <c>secret</c>, <c>publicKey</c>, or both.</summary>
    /// <exception cref="ProviderConfigException">Both are missing, or one is malformed.</exception>
    public StandardWebhooksScheme(ProviderConfig config, params IReadOnlyList<string> prefixes)
    {
        this.prefixes = prefixes.Count > 0 ? prefixes : ["webhook"];
        var secretTexts = config.Optional("secret");
        publicKeys = [.. config.Optional("publicKey").Select(PublicKey)];
        if (secretTexts.Count == 0 && publicKeys.Count == 0)
        {
            throw new ProviderConfigException("secret", "`secret` (whsec_…) is missing; for Ed25519, `publicKey` (whpk_…) stands in");
        }

        secrets = secretTexts.Count == 0 ? null : HmacKeys.OfBytes(HashAlgorithmName.SHA256, secretTexts.Select(Secret));
    }

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        var (idHeader, timeHeader, name) = Names(request);
        if (!SignatureHeader.TryOne(request, idHeader, out var id, out var refusal)
            || !SignatureHeader.TryOne(request, timeHeader, out var time, out refusal)
            || !SignatureHeader.TryOne(request, name, out var header, out refusal)
            || !SignedTime.TryRead(timeHeader, time, out var seconds, out refusal))
        {
            return refusal;
        }

        var items = header.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (items.Length > SignatureHeader.MaxItems)
        {
            return SignatureHeader.Malformed(name, $"lists {items.Length} signatures; at most {SignatureHeader.MaxItems} are looked at");
        }

        var symmetric = Signatures(items, "v1,");
        var asymmetric = Signatures(items, "v1a,");
        if ((secrets is null || symmetric.Count == 0) && (publicKeys.Count == 0 || asymmetric.Count == 0))
        {
            return NothingToCompare(name, symmetric.Count, asymmetric.Count);
        }

        var before = $"{id}.{time}.";
        var right = secrets is not null && secrets.Match(before, request.Body.Span, symmetric);
        right |= asymmetric.Count > 0 && publicKeys.Any(key => key.Match(before, request.Body, asymmetric));
        return right ? SignedTime.Judge(seconds, now, tolerance) : Mismatch(name);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now)
    {
        var (idHeader, timeHeader, name) = Names(request);
        if (secrets is null || !SignatureHeader.TryOne(request, idHeader, out var id, out _))
        {
            return null;
        }

        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToBase64String(secrets.Sign($"{id}.{time}.", request.Body.Span));
        return [new(timeHeader, time), new(name, $"v1,{signature}")];
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? SignWith(PrivateKey key, SignedRequest request, DateTimeOffset now)
    {
        var (idHeader, timeHeader, name) = Names(request);
        if (!SignatureHeader.TryOne(request, idHeader, out var id, out _))
        {
            return null;
        }

        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. request.Body.Span];
        return key.SignEd25519(signed) is { } signature ? [new(timeHeader, time), new(name, $"v1a,{Convert.ToBase64String(signature)}")] : null;
    }

    private (string Id, string Time, string Signature) Names(SignedRequest request)
    {
        var prefix = prefixes.FirstOrDefault(some => SignatureHeader.IsPresent(request, $"{some}-id") || SignatureHeader.IsPresent(request, $"{some}-signature"))
            ?? prefixes[0];
        return ($"{prefix}-id", $"{prefix}-timestamp", $"{prefix}-signature");
    }

    private static List<byte[]?> Signatures(string[] items, string version) =>
    [
        .. items.Where(item => item.StartsWith(version, StringComparison.Ordinal))
            .Select(item => SignatureText.Decode(item.AsSpan(version.Length), SignatureEncoding.Base64)),
    ];

    private static Verdict NothingToCompare(string name, int symmetric, int asymmetric)
    {
        var found = (symmetric, asymmetric) switch
        {
            (0, > 0) => "only v1a (Ed25519) signatures, and no `publicKey` is configured",
            ( > 0, 0) => "only v1 (HMAC) signatures, and no `secret` is configured",
            _ => "no signature of a known version (v1,… or v1a,…)",
        };
        return SignatureHeader.Malformed(name, $"lists {found}");
    }

    private Verdict Mismatch(string name) => secrets?.Mismatch(name) ?? Verdict.Refuse(
        "signature-mismatch",
        $"the signature in {name} does not match this body: the configured `publicKey` is not the sender's, "
            + "or something on the way changed the body (a proxy that re-encodes or reformats it)");

    private static byte[] Secret(string text)
    {
        var encoded = After(SecretPrefix, text);
        return SignatureText.Decode(encoded, SignatureEncoding.Base64) is { Length: > 0 } key ? key : throw new ProviderConfigException(
            "secret",
            "`secret` is not base64 after whsec_: copy it whole (Stripe's secrets begin alike, and belong to `provider: stripe`)");
    }

    private static Ed25519Key PublicKey(string text) =>
        SignatureText.Decode(After(PublicKeyPrefix, text), SignatureEncoding.Base64) is { } key && Ed25519Key.TryCreate(key) is { } made
            ? made
            : throw new ProviderConfigException("publicKey", "`publicKey` is no Ed25519 public key: base64 of 32 bytes after whpk_");

    /// <summary>Without the prefix, and with the padding that some consoles leave out.</summary>
    private static string After(string prefix, string text)
    {
        const int Quantum = 4;
        var rest = text.Trim();
        rest = rest.StartsWith(prefix, StringComparison.Ordinal) ? rest[prefix.Length..] : rest;
        return rest.PadRight((rest.Length + Quantum - 1) / Quantum * Quantum, '=');
    }
}
