namespace Breakwater.Verification.Schemes;

/// <summary>Mollie's classic webhook: a form with nothing but an id, never signed. It only says where to look; the truth is fetched.</summary>
internal sealed class UnsignedFormScheme : ISignatureScheme
{
    private const int MaxBody = 256;

    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        var fields = FormBody.IsForm(request) && request.Body.Length <= MaxBody ? FormBody.Fields(request) : null;
        return fields is [{ Key: "id", Value.Length: > 0 }]
            ? Verdict.Ok with { Reason = "classic webhooks are not signed: fetch the object to know what is true" }
            : Verdict.Refuse("body-malformed", "a classic webhook is a form with nothing but an id");
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => [];
}
