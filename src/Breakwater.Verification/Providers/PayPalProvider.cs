using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>PayPal.</summary>
internal static class PayPalProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "paypal",
        Title = "PayPal",
        Scheme = config => new PayPalScheme(config.RequiredOne("webhookId"), config.Flag("trustCertificates")),
        Values = [new("webhookId", Required: true, "The id that PayPal gave the webhook: it is signed.")],
        Signature = "`PAYPAL-TRANSMISSION-SIG`: RSA with SHA-256 over id, time, webhook id and the body's CRC-32, by a certificate of PayPal",
        Waits = TimeSpan.FromSeconds(30),
        Retries = "up to 25 times in 3 days",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/id")],
            Type = [Read.Pointer("/event_type")],
            Key = [Read.Pointer("/resource/id")],
            Version = [Read.Pointer("/resource/update_time")],
            Time = [Read.Pointer("/create_time")],
        },
        Sample = new ProviderSample(
            "PAYMENT.CAPTURE.COMPLETED",
            [new("Content-Type", "application/json")],
            """{"id":"{id}","create_time":"{iso}","event_type":"{type}","event_version":"1.0","resource_type":"capture","summary":"A sample","resource":{"id":"{key}","status":"COMPLETED","update_time":"{iso}"}}""")
        {
            Id = "WH-{letters}",
            Key = "{letters}",
        },
        Setup = "In the app's settings add a webhook with the source's URL, and copy its Webhook ID into `webhookId`. Certificates are fetched from PayPal's own hosts.",
    };
}
