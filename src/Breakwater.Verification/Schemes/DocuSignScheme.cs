using System.Security.Cryptography;

namespace Breakwater.Verification.Schemes;

/// <summary>DocuSign Connect: HMAC-SHA256 in base64 over the body, a header for each active key; one match is enough.</summary>
internal sealed class DocuSignScheme(IReadOnlyList<string> secrets) : ISignatureScheme
{
    private const string Header = "X-DocuSign-Signature-";
    private const int MostKeys = 100;

    private readonly HmacKeys keys = HmacKeys.OfTexts(HashAlgorithmName.SHA256, secrets);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var signatures = new List<byte[]?>();
        foreach (var (name, value) in request.Headers)
        {
            if (!name.StartsWith(Header, StringComparison.OrdinalIgnoreCase)
                || !int.TryParse(name.AsSpan(Header.Length), out var number) || number is < 1 or > MostKeys)
            {
                continue;
            }

            if (!names.Add(name))
            {
                return Verdict.Refuse("header-doubled", $"the header {Header}{number} came twice: nobody could say which one counts");
            }

            signatures.Add(value.Length > SignatureHeader.MaxLength ? null : SignatureText.Decode(value, SignatureEncoding.Base64));
        }

        return signatures.Count == 0 ? Verdict.Refuse("header-missing", $"the header {Header}1 is missing: include HMAC signatures in the Connect configuration")
            : !signatures.Exists(signature => signature?.Length == keys.Length) ? SignatureHeader.Malformed(Header + "1", $"holds no SHA256 signature ({keys.Length} bytes in base64)")
            : keys.Match("", request.Body.Span, signatures) ? Verdict.Ok
            : keys.Mismatch(Header + "1");
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) =>
        [new(Header + "1", Convert.ToBase64String(keys.Sign("", request.Body.Span)))];
}
