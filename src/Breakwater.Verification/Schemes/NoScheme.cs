namespace Breakwater.Verification.Schemes;

/// <summary>Nothing is verified, because the operator said so.</summary>
internal sealed class NoScheme : ISignatureScheme
{
    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance) => new(true, "ok", "nothing is verified: `verify: none`");

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now) => [];
}
