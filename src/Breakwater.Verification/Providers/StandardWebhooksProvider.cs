using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Everyone who signs after the Standard Webhooks specification.</summary>
internal static class StandardWebhooksProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "standard-webhooks",
        Title = "Standard Webhooks",
        Scheme = config => new StandardWebhooksScheme(config),
        Values =
        [
            new("secret", Required: false, "The signing secret, whsec_ and base64; a list for rotation. Either this or publicKey.") { IsSecret = true },
            new("publicKey", Required: false, "The sender's Ed25519 public key, whpk_ and base64, where it signs with v1a."),
        ],
        Signature = "`webhook-signature`: HMAC-SHA256 (`v1`) or Ed25519 (`v1a`) over id, time and body",
        SignsTime = true,
        Waits = TimeSpan.FromSeconds(15),
        Retries = "advised: for 3 days, 5 s growing to 24 h; 410 switches the endpoint off",
        Identity = new EventIdentity
        {
            Id = [Read.Header("webhook-id")],
            IdRequired = true,
            Type = [Read.Pointer("/type")],
            Key = [Read.Pointer("/data/id")],
            Time = [Read.Pointer("/timestamp")],
        },
        Sample = new ProviderSample(
            "invoice.paid",
            [new("Content-Type", "application/json"), new("webhook-id", "{id}")],
            """{"type":"{type}","timestamp":"{iso}","data":{"id":"{key}","amount":1999,"currency":"eur"}}""")
        {
            Id = "msg_{letters}",
            Key = "inv_{letters}",
        },
        Setup = "Paste the source's URL as the endpoint, and copy the endpoint's signing secret (whsec_…) into `secret`.",
    };
}
