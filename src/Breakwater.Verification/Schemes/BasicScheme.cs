using System.Text;

namespace Breakwater.Verification.Schemes;

/// <summary>HTTP Basic authentication (RFC 7617). Proves who sent the request, not that nobody changed it on the way.</summary>
internal sealed class BasicScheme(IReadOnlyList<string> credentials) : ISignatureScheme
{
    private const string Header = "Authorization";
    private const string Prefix = "Basic ";

    private readonly SharedTexts known = new(credentials);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal))
        {
            return refusal;
        }

        if (!value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return SignatureHeader.Malformed(Header, "does not begin with Basic");
        }

        var given = SignatureText.Decode(value.AsSpan(Prefix.Length).Trim(' '), SignatureEncoding.Base64);
        if (given is null)
        {
            return SignatureHeader.Malformed(Header, "holds no base64 after Basic");
        }

        return known.Match(Encoding.UTF8.GetString(given))
            ? Verdict.Ok
            : Verdict.Refuse("signature-mismatch", "user name and password are not the configured ones");
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) =>
        [new(Header, Prefix + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials[0])))];
}
