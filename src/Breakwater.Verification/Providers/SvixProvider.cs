using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Everyone who sends through Svix. Newer senders use the names of Standard Webhooks instead.</summary>
internal static class SvixProvider
{
    public static Provider Preset { get; } = StandardWebhooksProvider.Preset with
    {
        Name = "svix",
        Title = "Svix",
        Scheme = config => new StandardWebhooksScheme(config, "svix", "webhook"),
        Signature = "`svix-signature`: HMAC-SHA256 (`v1`) or Ed25519 (`v1a`) over id, time and body",
        Retries = "7 more in 28 h, 5 s growing to 10 h; after 5 days of failures the endpoint is switched off",
        Identity = StandardWebhooksProvider.Preset.Identity with { Id = [Read.Header("svix-id"), Read.Header("webhook-id")] },
        Sample = StandardWebhooksProvider.Preset.Sample with { Headers = [new("Content-Type", "application/json"), new("svix-id", "{id}")] },
        Setup = "In the sender's portal add an endpoint with the source's URL, and copy its signing secret (whsec_…) into `secret`.",
    };
}
