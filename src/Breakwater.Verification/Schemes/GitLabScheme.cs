namespace Breakwater.Verification.Schemes;

/// <summary>GitLab: a signature after Standard Webhooks where a signing token is configured, and the plain token where that is. Both where both are.</summary>
internal sealed class GitLabScheme(StandardWebhooksScheme? signature, TokenScheme? token) : ISignatureScheme
{
    /// <inheritdoc />
    public Verdict Verify(SignedRequest request, DateTimeOffset now, TimeSpan tolerance)
    {
        var verdict = signature?.Verify(request, now, tolerance) ?? Verdict.Ok;
        return verdict.Valid && token is not null ? token.Verify(request, now, tolerance) : verdict;
    }

    /// <inheritdoc />
    public IReadOnlyList<KeyValuePair<string, string>>? Sign(SignedRequest request, DateTimeOffset now)
    {
        IReadOnlyList<KeyValuePair<string, string>>? signed = signature is null ? [] : signature.Sign(request, now);
        return signed is null ? null : [.. token?.Sign(request, now) ?? [], .. signed];
    }
}
