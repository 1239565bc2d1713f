using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Bitbucket Cloud. Its header has the name that GitHub uses for SHA-1, and holds SHA-256.</summary>
internal static class BitbucketProvider
{
    private static HmacBodyFormat Format { get; } = new()
    {
        Headers = ["X-Hub-Signature"],
        Prefix = "sha256=",
        MissingHint = "set a secret in the webhook's settings, the same as here",
    };

    public static Provider Preset { get; } = new()
    {
        Name = "bitbucket",
        Title = "Bitbucket Cloud",
        Scheme = config => new HmacBodyScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The webhook's secret; a list for rotation.") { IsSecret = true }],
        Signature = "`X-Hub-Signature`: HMAC-SHA256 over the body",
        Waits = TimeSpan.FromSeconds(10),
        Retries = "2 more after 5xx or no answer",
        Identity = new EventIdentity
        {
            Id = [Read.Header("X-Request-UUID")],
            Type = [Read.Header("X-Event-Key")],
            Key = [Read.Pointer("/repository/uuid").Then("/").Then(Read.Pointer("/pullrequest/id")), Read.Pointer("/repository/uuid"), Read.Pointer("/repository/full_name")],
            Time = [Read.Pointer("/pullrequest/updated_on"), Read.Pointer("/issue/updated_on"), Read.Pointer("/comment/updated_on")],
        },
        Sample = new ProviderSample(
            "pullrequest:updated",
            [
                new("Content-Type", "application/json"),
                new("User-Agent", "Bitbucket-Webhooks/2.0"),
                new("X-Event-Key", "{type}"),
                new("X-Request-UUID", "{id}"),
                new("X-Attempt-Number", "1"),
            ],
            """{"repository":{"type":"repository","full_name":"sample/sample","uuid":"{key}"},"pullrequest":{"id":1,"title":"A sample","state":"OPEN","updated_on":"{iso}"}}""")
        {
            Key = "{uuid}",
        },
        Setup = "In the repository's settings under Webhooks paste the source's URL, and put the same long random text into Secret and into `secret`.",
    };
}
