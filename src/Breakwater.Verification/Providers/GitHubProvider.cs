using Breakwater.Verification.Listing;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>GitHub: webhooks of repositories, organizations and apps, sent as <c>application/json</c>.</summary>
internal static class GitHubProvider
{
    /// <summary>GitHub caps its payloads at 25 MB.</summary>
    private const int MaxBody = 25 * 1024 * 1024;

    private static HmacBodyFormat Format { get; } = new()
    {
        Headers = ["X-Hub-Signature-256"],
        Prefix = "sha256=",
        InsteadHint = new(
            "X-Hub-Signature",
            "only the legacy SHA-1 header X-Hub-Signature came, which does not count; let every header pass the proxies on the way"),
        MissingHint = "set a secret in the webhook's settings, the same as here",
    };

    public static Provider Preset { get; } = new()
    {
        Name = "github",
        Title = "GitHub",
        Scheme = config => new HmacBodyScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The webhook's secret; a list for rotation.") { IsSecret = true }],
        Signature = "`X-Hub-Signature-256`: HMAC-SHA256 over the body",
        Waits = TimeSpan.FromSeconds(10),
        Retries = "none; redeliver by hand for 3 days",
        Identity = new EventIdentity
        {
            Id = [Read.Header("X-GitHub-Delivery")],
            Type = [Read.Header("X-GitHub-Event").Then(".").Then(Read.Pointer("/action")), Read.Header("X-GitHub-Event")],
            Key = [Read.Pointer("/repository/full_name"), Read.Pointer("/organization/login")],
            Time =
            [
                Read.Pointer("/review/submitted_at"),
                Read.Pointer("/comment/updated_at"),
                Read.Pointer("/pull_request/updated_at"),
                Read.Pointer("/issue/updated_at"),
                Read.Pointer("/discussion/updated_at"),
                Read.Pointer("/workflow_run/updated_at"),
                Read.Pointer("/head_commit/timestamp"),
            ],
        },
        Events = new EventList
        {
            Request = "/deliveries?per_page=100",
            Next = new NextPage { Kind = NextKind.Link, Place = "next" },
            NewestFirst = true,
            Item = new EventIdentity { Id = [Read.Pointer("/guid")], IdRequired = true, Time = [Read.Pointer("/delivered_at")] },
            Detail = "/deliveries/{/id}",
            Headers = "/request/headers",
            Body = "/request/payload",
            Send = [new("Accept", "application/vnd.github+json"), new("X-GitHub-Api-Version", "2022-11-28")],
        },
        MaxBody = MaxBody,
        Sample = new ProviderSample(
            "issues.opened",
            [
                new("Content-Type", "application/json"),
                new("User-Agent", "GitHub-Hookshot/0000000"),
                new("X-GitHub-Event", "{event}"),
                new("X-GitHub-Delivery", "{id}"),
            ],
            """
            {"action":"{action}","issue":{"id":1,"node_id":"I_sample","number":1,"title":"A sample issue","state":"open","updated_at":"{iso}"},"repository":{"id":1,"name":"sample","full_name":"{key}","private":true},"sender":{"login":"sample","id":1}}
            """)
        {
            Id = "{uuid}",
            Key = "octo-org/sample",
        },
        Setup = "In the webhook's settings paste the source's URL, choose the content type application/json, "
            + "and put the same long random text into Secret and into `secret`.",
    };
}
