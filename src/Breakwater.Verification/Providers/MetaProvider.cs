using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Meta's platforms, WhatsApp among them: one body may hold many changes; the id is known where there is only one.</summary>
internal static class MetaProvider
{
    private const int MaxBody = 3 * 1024 * 1024;
    private const string First = "/entry/0/changes/0/value";

    private static HmacBodyFormat Format { get; } = new() { Headers = ["X-Hub-Signature-256"], Prefix = "sha256=" };

    private static Selector Alone { get; } = Read.Without("/entry/1").Then(Read.Without("/entry/0/changes/1"));

    public static Provider Preset { get; } = new()
    {
        Name = "meta",
        Title = "Meta",
        Scheme = config => new HmacBodyScheme(Format, config.Required("secret")),
        Values =
        [
            new("secret", Required: true, "The app secret of the Meta app; a list for rotation.") { IsSecret = true },
            new("verifyToken", Required: false, "The verify token that you make up and enter beside the callback URL; without it no subscription is verified.") { IsSecret = true },
        ],
        Signature = "`X-Hub-Signature-256`: HMAC-SHA256 over the body",
        AnswerStatus = 200,
        Waits = TimeSpan.FromSeconds(5),
        Retries = "for 36 h (WhatsApp: 7 days), ever more rarely; then the subscription ends",
        Identity = new EventIdentity
        {
            Id =
            [
                Alone.Then(Read.Without(First + "/messages/1")).Then(Read.Without(First + "/statuses/0")).Then(Read.Pointer(First + "/messages/0/id")),
                Alone.Then(Read.Without(First + "/statuses/1")).Then(Read.Without(First + "/messages/0"))
                    .Then(Read.Pointer(First + "/statuses/0/id")).Then(":").Then(Read.Pointer(First + "/statuses/0/status")),
            ],
            Type = [Read.Pointer("/entry/0/changes/0/field"), Read.Pointer("/object")],
            Key =
            [
                Read.Pointer(First + "/metadata/phone_number_id").Then(":").Then(Read.Pointer(First + "/messages/0/from")),
                Read.Pointer(First + "/statuses/0/id"),
                Read.Pointer("/entry/0/id"),
            ],
            Time = [Read.Pointer(First + "/messages/0/timestamp"), Read.Pointer(First + "/statuses/0/timestamp"), Read.Pointer("/entry/0/time")],
        },
        Handshake = config => new MetaHandshake(config.Optional("verifyToken")),
        MaxBody = MaxBody,
        Sample = new ProviderSample(
            "messages",
            [new("Content-Type", "application/json")],
            """
            {"object":"whatsapp_business_account","entry":[{"id":"100000000000001","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550000001","phone_number_id":"{key}"},"messages":[{"from":"16500000001","id":"{id}","timestamp":"{time}","type":"text","text":{"body":"A sample message"}}]},"field":"{type}"}]}]}
            """)
        {
            Id = "wamid.{letters}",
            Key = "{digits}",
        },
        Setup = "In the app's Webhooks settings enter the source's URL as callback URL and a verify token of your own, the same as `verifyToken` here "
            + "(it is verified while Breakwater runs). Copy the App Secret from App settings, Basic, into `secret`.",
    };

    /// <summary>The same under the name under which most look for it.</summary>
    public static Provider WhatsApp { get; } = Preset with { Name = "whatsapp", Title = "WhatsApp" };
}
