using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Zendesk.</summary>
internal static class ZendeskProvider
{
    private static TimedHmacFormat Format { get; } = new()
    {
        Header = "X-Zendesk-Webhook-Signature",
        TimeHeader = "X-Zendesk-Webhook-Signature-Timestamp",
        Encoding = SignatureEncoding.Base64,
        Iso = true,
    };

    public static Provider Preset { get; } = new()
    {
        Name = "zendesk",
        Title = "Zendesk",
        Scheme = config => new TimedHmacScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The webhook's signing secret, as it stands there; a list for rotation.") { IsSecret = true }],
        Signature = "`X-Zendesk-Webhook-Signature`: HMAC-SHA256 over time and body",
        SignsTime = true,
        Waits = TimeSpan.FromSeconds(12),
        Retries = "up to 3 after no answer or 409; 429 and 503 by `Retry-After`",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/id"), Read.Header("X-Zendesk-Webhook-Invocation-Id")],
            Type = [Read.Pointer("/type")],
            Key = [Read.Pointer("/detail/id")],
            Version = [Read.Pointer("/detail/updated_at")],
            Time = [Read.Pointer("/time")],
        },
        Sample = new ProviderSample(
            "zen:event-type:ticket.created",
            [new("Content-Type", "application/json"), new("X-Zendesk-Webhook-Id", "SAMPLE"), new("X-Zendesk-Webhook-Invocation-Id", "{id}")],
            """{"account_id":1,"detail":{"id":"{key}","status":"OPEN","updated_at":"{iso}"},"event":{},"id":"{id}","subject":"zen:ticket:{key}","time":"{iso}","type":"{type}"}""")
        {
            Key = "{digits}",
        },
        Setup = "In Admin Center under Webhooks create one with the source's URL, then reveal its signing secret and copy it into `secret`.",
    };
}
