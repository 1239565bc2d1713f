namespace Breakwater.Verification.Schemes;

/// <summary>A header that holds a shared text. Proves who sent the request, not that nobody changed it on the way.</summary>
internal sealed class TokenScheme(string header, string prefix, IReadOnlyList<string> secrets, string name = "secret") : ISignatureScheme
{
    private readonly SharedTexts known = new(secrets.Select(secret => prefix + secret));

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance) =>
        !SignatureHeader.TryOne(request, header, out var value, out var refusal) ? refusal
        : known.Match(value) ? Verdict.Ok
        : Verdict.Refuse("signature-mismatch", $"the token in {header} is not one of the {secrets.Count} configured: check `{name}`{Expected()}");

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => [new(header, prefix + secrets[0])];

    private string Expected() => prefix.Length == 0 ? "" : $" and `prefix` ({prefix})";
}
