using System.Security.Cryptography;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Adyen: payments carry a signature in each item; the webhooks of its platforms carry one in a header.</summary>
internal static class AdyenProvider
{
    private const string Item = "/notificationItems/0/NotificationRequestItem";

    private static HmacBodyFormat Platform { get; } = new() { Headers = ["HmacSignature"], Encoding = SignatureEncoding.Base64 };

    public static Provider Preset { get; } = new()
    {
        Name = "adyen",
        Title = "Adyen",
        Scheme = Scheme,
        Values =
        [
            new("hmacKey", Required: true, "The webhook's HMAC key in hex, as Adyen shows it; a list for rotation.") { IsSecret = true },
            new("secret", Required: false, "The same as hmacKey.") { InsteadOf = ["hmacKey"], IsSecret = true },
            new("kind", Required: false, "platform for the webhooks of Adyen for Platforms; otherwise payments (standard)."),
        ],
        Signature = "`additionalData.hmacSignature` in each item: HMAC-SHA256 over eight of its fields; platforms: `HmacSignature` over the body",
        Waits = TimeSpan.FromSeconds(10),
        Retries = "3 quick, then 2 min growing to 8 h, up to 30 days; the endpoint's queue waits behind a failing one",
        Identity = new EventIdentity
        {
            Id =
            [
                Read.Without("/notificationItems/1").Then(Read.Pointer(Item + "/pspReference")).Then(":").Then(Read.Pointer(Item + "/eventCode"))
                    .Then(":").Then(Read.Pointer(Item + "/success")),
            ],
            Type = [Read.Pointer(Item + "/eventCode"), Read.Pointer("/type")],
            Key =
            [
                Read.Pointer(Item + "/merchantReference"), Read.Pointer(Item + "/originalReference"), Read.Pointer(Item + "/pspReference"),
                Read.Pointer("/data/accountHolder/id"), Read.Pointer("/data/id"),
            ],
            Time = [Read.Pointer(Item + "/eventDate"), Read.Pointer("/timestamp")],
        },
        Sample = new ProviderSample(
            "AUTHORISATION",
            [new("Content-Type", "application/json")],
            """{"live":"false","notificationItems":[{"NotificationRequestItem":{"pspReference":"{id}","merchantAccountCode":"Sample","merchantReference":"{key}","amount":{"currency":"EUR","value":1999},"eventCode":"{type}","eventDate":"{iso}","success":"true","additionalData":{}}}]}""")
        {
            Id = "{letters}",
            Key = "order-{digits}",
        },
        Setup = "In the Customer Area under Developers, Webhooks, add a standard webhook with the source's URL, generate its HMAC key, and copy it into `hmacKey`.",
    };

    private static ISignatureScheme Scheme(ProviderConfig config)
    {
        var keys = HmacKeys.OfHex(HashAlgorithmName.SHA256, "hmacKey", config.Required("hmacKey", "secret"));
        return config.Single("kind") switch
        {
            null or "standard" => new AdyenScheme(keys),
            "platform" => new HmacBodyScheme(Platform, keys),
            _ => throw new ProviderConfigException("kind", "`kind` is standard or platform"),
        };
    }
}
