using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>HubSpot sends up to 100 items a body; only a single one has an id.</summary>
internal static class HubSpotProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "hubspot",
        Title = "HubSpot",
        Scheme = config => new HubSpotScheme(config.Required("secret", "clientSecret"), new PublicUrl(config.Single("publicUrl"), "publicUrl"), Legacy(config)),
        Values =
        [
            new("secret", Required: true, "The app's client secret; a list for rotation.") { IsSecret = true },
            new("clientSecret", Required: false, "The same as secret.") { InsteadOf = ["secret"], IsSecret = true },
            new("publicUrl", Required: false, "The target URL as HubSpot has it; needed behind a proxy, since it is signed."),
            new("allow", Required: false, "Legacy versions that count, too: v1, v2. Neither protects from replays."),
        ],
        Signature = "`X-HubSpot-Signature-v3`: HMAC-SHA256 over method, URL, body and time",
        SignsTime = true,
        Waits = TimeSpan.FromSeconds(5),
        Retries = "up to 10 in 24 h, spread; not after most 4xx",
        Identity = new EventIdentity
        {
            Id =
            [
                Read.Without("/1").Then(Read.Pointer("/0/subscriptionId")).Then(":").Then(Read.Pointer("/0/eventId"))
                    .Then(":").Then(Read.Pointer("/0/objectId")).Then(":").Then(Read.Pointer("/0/occurredAt")),
            ],
            Type = [Read.Pointer("/0/subscriptionType")],
            Key = [Read.Pointer("/0/objectId")],
            Time = [Read.Pointer("/0/occurredAt")],
        },
        Sample = new ProviderSample(
            "contact.propertyChange",
            [new("Content-Type", "application/json")],
            """[{"eventId":"{id}","subscriptionId":1,"portalId":1,"occurredAt":{time}000,"subscriptionType":"{type}","attemptNumber":0,"objectId":{keyValue},"propertyName":"email","propertyValue":"sample@example.com","changeSource":"CRM"}]""")
        {
            Id = "{digits}",
            Key = "{digits}",
        },
        Setup = "In the app's settings under Webhooks enter the source's URL as target URL (the same text as `publicUrl`), and copy the client secret into `secret`.",
    };

    private static IReadOnlyList<string> Legacy(ProviderConfig config) => config.Optional("allow") is var allowed && allowed.All(version => version is "v1" or "v2")
        ? allowed
        : throw new ProviderConfigException("allow", "`allow` names v1 or v2");
}
