using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>GitLab: the secret token as it is, or the newer signing token.</summary>
internal static class GitLabProvider
{
    private const int MaxBody = 25 * 1024 * 1024;

    public static Provider Preset { get; } = new()
    {
        Name = "gitlab",
        Title = "GitLab",
        Scheme = Scheme,
        Values =
        [
            new("secret", Required: true, "The webhook's signing token, whsec_ included; a list for rotation.") { IsSecret = true },
            new("token", Required: false, "The webhook's secret token, where there is no signing token; it proves the sender, not the body. Both are checked where both are given.")
            {
                InsteadOf = ["secret"],
                IsSecret = true,
            },
        ],
        Signature = "`webhook-signature`: HMAC-SHA256 over id, time and body; or the plain token in `X-Gitlab-Token`",
        SignsTime = true,
        Waits = TimeSpan.FromSeconds(10),
        Retries = "none by default; 4 failures in a row switch it off for a minute, growing, 40 for good",
        Identity = new EventIdentity
        {
            Id = [Read.Header("Idempotency-Key"), Read.Header("webhook-id"), Read.Header("X-Gitlab-Event-UUID")],
            Type = [Read.Pointer("/object_kind"), Read.Pointer("/event_name"), Read.Header("X-Gitlab-Event")],
            Key = [Read.Pointer("/project/id").Then("/").Then(Read.Pointer("/object_attributes/iid")), Read.Pointer("/project/id"), Read.Pointer("/project_id")],
            Time = [Read.Pointer("/object_attributes/updated_at"), Read.Pointer("/commits/0/timestamp")],
        },
        MaxBody = MaxBody,
        Sample = new ProviderSample(
            "issue",
            [
                new("Content-Type", "application/json"),
                new("X-Gitlab-Event", "Issue Hook"),
                new("Idempotency-Key", "{id}"),
                new("webhook-id", "{id}"),
            ],
            """{"object_kind":"{type}","event_type":"{type}","project":{"id":{keyValue},"name":"sample","path_with_namespace":"sample/sample"},"object_attributes":{"id":1,"iid":1,"title":"A sample issue","updated_at":"{iso}"}}""")
        {
            Key = "{digits}",
        },
        Setup = "In the project's settings under Webhooks paste the source's URL, and copy the signing token into `secret`; on versions without one, put a long random text into Secret token and into `token`.",
    };

    private static GitLabScheme Scheme(ProviderConfig config)
    {
        var (secrets, tokens) = (config.Optional("secret"), config.Optional("token"));
        return secrets.Count + tokens.Count == 0
            ? throw new ProviderConfigException("secret", "`secret` (the signing token) is missing; the plain `token` stands in")
            : new GitLabScheme(
                secrets.Count == 0 ? null : new StandardWebhooksScheme(config),
                tokens.Count == 0 ? null : new TokenScheme("X-Gitlab-Token", "", tokens, "token"));
    }
}
