using System.Security.Cryptography;
using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Intercom: still SHA-1.</summary>
internal static class IntercomProvider
{
    private static HmacBodyFormat Format { get; } = new() { Headers = ["X-Hub-Signature"], Prefix = "sha1=", Algorithm = HashAlgorithmName.SHA1 };

    public static Provider Preset { get; } = new()
    {
        Name = "intercom",
        Title = "Intercom",
        Scheme = config => new HmacBodyScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The app's client secret; a list for rotation.") { IsSecret = true }],
        Signature = "`X-Hub-Signature`: HMAC-SHA1 over the body",
        Waits = TimeSpan.FromSeconds(5),
        Retries = "once after 1 min; 7 days of errors suspend the subscription, 410 ends it",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/id")],
            Type = [Read.Pointer("/topic")],
            Key = [Read.Pointer("/data/item/id")],
            Version = [Read.Pointer("/data/item/updated_at")],
            Time = [Read.Pointer("/created_at"), Read.Pointer("/data/item/updated_at")],
        },
        Handshake = _ => new HeadHandshake(),
        Sample = new ProviderSample(
            "conversation.user.created",
            [new("Content-Type", "application/json")],
            """{"type":"notification_event","app_id":"sample","data":{"type":"notification_event_data","item":{"type":"conversation","id":"{key}","updated_at":{time}}},"id":"{id}","topic":"{type}","created_at":{time}}""")
        {
            Id = "notif_{uuid}",
            Key = "{digits}",
        },
        Setup = "In the Developer Hub under Webhooks paste the source's URL as the endpoint while Breakwater runs, choose the topics, "
            + "and copy the client secret from Basic information into `secret`.",
    };
}
