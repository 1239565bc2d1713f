using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Square signs its notification URL, too.</summary>
internal static class SquareProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "square",
        Title = "Square",
        Scheme = config => new SquareScheme(config.Required("secret"), new PublicUrl(config.Single("publicUrl") ?? config.RequiredOne("notificationUrl"), "publicUrl")),
        Values =
        [
            new("secret", Required: true, "The subscription's signature key; a list for rotation.") { IsSecret = true },
            new("publicUrl", Required: true, "The notification URL, letter by letter as Square has it."),
            new("notificationUrl", Required: false, "The same as publicUrl.") { InsteadOf = ["publicUrl"] },
        ],
        Signature = "`x-square-hmacsha256-signature`: HMAC-SHA256 over URL and body",
        Waits = TimeSpan.FromSeconds(10),
        Retries = "up to 24 h",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/event_id")],
            Type = [Read.Pointer("/type")],
            Key = [Read.Pointer("/data/id")],
            Time = [Read.Pointer("/created_at")],
        },
        Sample = new ProviderSample(
            "payment.updated",
            [new("Content-Type", "application/json")],
            """{"merchant_id":"SAMPLE","type":"{type}","event_id":"{id}","created_at":"{iso}","data":{"type":"payment","id":"{key}","object":{"payment":{"id":"{key}","status":"COMPLETED","version":1,"updated_at":"{iso}"}}}}""")
        {
            Key = "{letters}",
        },
        Setup = "In the Developer Console under Webhooks, Subscriptions, add one with the source's URL, the same text as `publicUrl`, and copy its signature key into `secret`.",
    };
}
