using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Mollie: next-generation webhooks are signed; classic ones are a form with an id that says where to look.</summary>
internal static class MollieProvider
{
    private static HmacBodyFormat Format { get; } = new() { Headers = ["X-Mollie-Signature"], Prefix = "sha256=", PrefixOptional = true, Repeats = true };

    public static Provider Preset { get; } = new()
    {
        Name = "mollie",
        Title = "Mollie",
        Scheme = config => !config.Flag("classic") ? new HmacBodyScheme(Format, config.Required("secret"))
            : config.All("secret").Count == 0 ? new UnsignedFormScheme()
            : throw new ProviderConfigException("classic", "`classic` webhooks are not signed, so there is no `secret`: two sources for two kinds"),
        Values =
        [
            new("secret", Required: true, "The webhook's signing secret; a list for rotation.") { IsSecret = true },
            new("classic", Required: false, "true for classic webhooks, which are not signed: each only says which object to fetch.") { InsteadOf = ["secret"] },
        ],
        Signature = "`X-Mollie-Signature`: HMAC-SHA256 over the body; classic: none",
        AnswerStatus = 200,
        Waits = TimeSpan.FromSeconds(15),
        Retries = "classic: 10 in 26 h",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/id")],
            EachArrival = true,
            Type = [Read.Pointer("/type")],
            Key = [Read.Pointer("/entityId"), Read.Form("id")],
            Time = [Read.Pointer("/createdAt")],
        },
        Sample = new ProviderSample(
            "payment-link.paid",
            [new("Content-Type", "application/json")],
            """{"resource":"event","id":"{id}","type":"{type}","entityId":"{key}","createdAt":"{iso}"}""")
        {
            Id = "event_{letters}",
            Key = "pl_{letters}",
        },
        Setup = "In the Dashboard under Developers, Webhooks, add one with the source's URL, and copy its signing secret into `secret`. "
            + "For classic webhooks (`webhookUrl` of a payment) say `classic: true` instead.",
    };
}
