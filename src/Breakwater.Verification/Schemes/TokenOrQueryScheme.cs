namespace Breakwater.Verification.Schemes;

/// <summary>
/// The token of CloudEvents webhooks (RFC 6750): <c>Authorization: Bearer</c>, or <c>access_token</c> in the query. Both at once are
/// refused, as the standard asks. Without a configured token nothing is genuine.
/// </summary>
internal sealed class TokenOrQueryScheme(IReadOnlyList<string> tokens) : ISignatureScheme
{
    private const string Header = "Authorization";
    private const string Prefix = "Bearer ";
    private const string Parameter = "access_token";

    private readonly SharedTexts known = new(tokens);

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        if (tokens.Count == 0)
        {
            return Verdict.Refuse("token-not-configured", "no `token` is configured for this source, so no event is genuine");
        }

        var query = RequestParts.Query(request, Parameter);
        if (query is not null)
        {
            return SignatureHeader.IsPresent(request, Header) ? Verdict.Refuse("header-doubled", $"the token came twice: in {Header} and as {Parameter} in the query")
                : known.Match(query) ? Verdict.Ok
                : Mismatch($"{Parameter} in the query");
        }

        if (!SignatureHeader.TryOne(request, Header, out var value, out var refusal))
        {
            return refusal;
        }

        return !value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? SignatureHeader.Malformed(Header, "does not begin with Bearer")
            : known.Match(value[Prefix.Length..].Trim()) ? Verdict.Ok
            : Mismatch(Header);
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) =>
        tokens.Count == 0 ? null : [new(Header, Prefix + tokens[0])];

    private Verdict Mismatch(string where) =>
        Verdict.Refuse("signature-mismatch", $"the token in {where} is not one of the {tokens.Count} configured: check `token`");
}
