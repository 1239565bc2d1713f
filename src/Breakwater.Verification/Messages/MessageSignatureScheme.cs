using System.Globalization;
using System.Security.Cryptography;
using Breakwater.Verification.Keys;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Messages;

/// <summary>
/// HTTP message signatures (RFC 9421): one signature by the configured key must be right. What it has to cover is judged apart
/// (<see cref="Covers"/>), because a right signature over too little proves nothing about the rest.
/// </summary>
internal sealed class MessageSignatureScheme(IReadOnlyList<MessageKey> keys, string? keyId, PublicUrl publicUrl) : ISignatureScheme, ICoverage, IPrivateKeyScheme
{
    private const string InputHeader = "Signature-Input";
    private const string Header = "Signature";
    private const string Label = "sig1";

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        var verdict = Find(request, out var input);
        if (!verdict.Valid)
        {
            return verdict;
        }

        if (input!.Expires is { } expires && now.ToUnixTimeSeconds() > expires)
        {
            return Verdict.Refuse("timestamp-out-of-tolerance", "the signature is right, but has expired");
        }

        if (input.Components.Any(component => component.Name == "content-digest") && !SignedText.IsDigestRight(request))
        {
            return Verdict.Refuse("signature-mismatch", "the signature is right, but Content-Digest is not the hash of this body (sha-256 or sha-512)");
        }

        return input.Created is { } created ? SignedTime.Judge(created, now, tolerance) : verdict;
    }

    /// <inheritdoc />
    public Verdict Covers(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Find(request, out var input) is { Valid: false } refusal)
        {
            return refusal;
        }

        var missing = Demanded(request).Where(name => !input!.Components.Any(component => component.Name == name)).ToList();
        if (input!.Created is null)
        {
            missing.Add("created");
        }

        return missing.Count == 0 ? Verdict.Ok : Verdict.Refuse(
            "signature-covers-too-little",
            $"the signature is right, but does not cover {string.Join(", ", missing)}: the sender must sign @method, @authority, @path, @query where there is one, content-digest where there is a body, and say when (created)");
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => Sign(request, now, keys[0].SignHmac);

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? SignWith(PrivateKey key, SignedRequest request, DateTimeOffset now) =>
        Sign(request, now, signed => MessageKey.SignWith(key, keys[0].Algorithm, signed));

    private List<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now, Func<byte[], byte[]?> sign)
    {
        var digest = new KeyValuePair<string, string>("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData(request.Body.Span))}:");
        request = request with { Headers = [.. request.Headers, digest] };
        var components = Demanded(request).Append("content-digest").Distinct().Select(name => $"\"{name}\"");
        var input = $"({string.Join(' ', components)});created={now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)};keyid=\"{keyId ?? "sample"}\"";
        return SignatureInput.Parse($"{Label}={input}") is [var parsed] && Url(request) is { } url
            && SignedText.Of(parsed, request, url) is { } signed && sign(signed) is { } signature
                ? [digest, new(InputHeader, $"{Label}={input}"), new(Header, $"{Label}=:{Convert.ToBase64String(signature)}:")]
                : null;
    }

    private IEnumerable<string> Demanded(SignedRequest request)
    {
        yield return "@method";
        yield return "@authority";
        yield return "@path";
        if (publicUrl.Of(request).Contains('?', StringComparison.Ordinal))
        {
            yield return "@query";
        }

        if (!request.Body.IsEmpty)
        {
            yield return "content-digest";
        }
    }

    private Verdict Find(SignedRequest request, out SignatureInput? found)
    {
        found = null;
        if (!SignatureHeader.TryOne(request, InputHeader, out var inputText, out var refusal)
            || !SignatureHeader.TryOne(request, Header, out var text, out refusal))
        {
            return refusal;
        }

        if (SignatureInput.Parse(inputText) is not { } inputs || ByteDictionary.Parse(text) is not { } signatures)
        {
            return SignatureHeader.Malformed(InputHeader, "or Signature is not as RFC 9421 has it (or lists what is not understood)");
        }

        var ours = inputs.Where(input => keyId is null || input.KeyId == keyId).ToArray();
        if (ours.Length == 0 || Url(request) is not { } url)
        {
            return Verdict.Refuse("key-unknown", ours.Length == 0 ? "no signature is by the configured `keyId`" : "the URL of the request is not known: give `publicUrl`");
        }

        foreach (var input in ours)
        {
            if (signatures.TryGetValue(input.Label, out var signature) && SignedText.Of(input, request, url) is { } signed
                && keys.Any(key => (input.Algorithm is null || input.Algorithm == key.Algorithm) && key.Verify(signed, signature)))
            {
                found = input;
                return Verdict.Ok;
            }
        }

        return Verdict.Refuse(
            "signature-mismatch",
            "no signature is right: the key is not the sender's, the algorithm is another than the key's, or something on the way changed what is signed");
    }

    private Uri? Url(SignedRequest request)
    {
        var text = publicUrl.Of(request);
        if (!text.Contains("://", StringComparison.Ordinal) && RequestParts.Header(request, "Host") is { Length: > 0 } host)
        {
            text = $"http://{host}{text}";
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
    }
}
