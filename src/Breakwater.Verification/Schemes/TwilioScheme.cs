using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Verification.Schemes;

/// <summary>
/// Twilio: HMAC-SHA1 in base64 over the public URL and the sorted form fields; for other bodies over the URL alone, in which
/// <c>bodySHA256</c> binds the body. Twilio signs with or without the default port, so both are tried.
/// </summary>
internal sealed class TwilioScheme(IReadOnlyList<string> tokens, PublicUrl url) : ISignatureScheme, IWholeSigner
{
    private const string Header = "X-Twilio-Signature";
    private const string BodyHash = "bodySHA256";

    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA1, tokens);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal))
        {
            return refusal;
        }

        var signature = SignatureText.Decode(value, SignatureEncoding.Base64);
        if (signature?.Length != keys.Length)
        {
            return SignatureHeader.Malformed(Header, $"holds no SHA1 signature ({keys.Length} bytes in base64)");
        }

        var form = FormBody.IsForm(request);
        var parameters = form ? Parameters(request) : "";
        if (parameters is null)
        {
            return Verdict.Refuse("body-malformed", "the form has too many fields");
        }

        var whole = url.Of(request);
        var right = Spellings(whole).Aggregate(false, (found, spelling) => found | keys.Match(spelling + parameters, [], [signature]));
        if (!right)
        {
            var mismatch = keys.Mismatch(Header);
            return mismatch with { Reason = $"{mismatch.Reason}; the URL is signed, too: `publicUrl` must be what Twilio's console has, without the query" };
        }

        return form || request.Body.IsEmpty ? Verdict.Ok : JudgeBody(request, whole);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) =>
        [new(Header, Convert.ToBase64String(keys.Sign(url.Of(request) + (FormBody.IsForm(request) ? Parameters(request) : ""), [])))];

    /// <inheritdoc />
    public SignedRequest? SignWhole(SignedRequest request, DateTimeOffset now)
    {
        if (!FormBody.IsForm(request) && RequestParts.Query(request, BodyHash) is null)
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));
            request = request with { Url = $"{request.Url}{(request.Url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{BodyHash}={hash}" };
        }

        return request with { Headers = [.. request.Headers, .. Sign(request, now)!] };
    }

    /// <inheritdoc />
    public SignedRequest Spoil(SignedRequest signed) => Spoiling.LastHeader(signed);

    private static Verdict JudgeBody(SignedRequest request, string whole)
    {
        var given = RequestParts.Query(request with { Url = whole }, BodyHash);
        var expected = SHA256.HashData(request.Body.Span);
        return given is not null && Digests.Match([expected], SignatureText.Decode(given, SignatureEncoding.Hex))
            ? Verdict.Ok
            : Verdict.Refuse("signature-mismatch", $"the URL's signature is right, but its {BodyHash} is {(given is null ? "missing" : "not the hash of this body")}");
    }

    /// <summary>Sorted by name, then by value; a value that comes twice under one name counts once.</summary>
    private static string? Parameters(SignedRequest request)
    {
        if (FormBody.Fields(request) is not { } fields)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var (name, value) in fields.Distinct().OrderBy(field => field.Key, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Spellings(string whole)
    {
        yield return whole;
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var parsed) || !parsed.IsDefaultPort)
        {
            yield break;
        }

        var start = whole.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        var end = whole.AsSpan(start).IndexOfAny("/?");
        var host = end < 0 ? whole[start..] : whole.Substring(start, end);
        var port = $":{parsed.Port}";
        var other = host.EndsWith(port, StringComparison.Ordinal) ? host[..^port.Length] : host + port;
        yield return whole[..start] + other + (end < 0 ? "" : whole[(start + end)..]);
    }
}
