using System.Security.Cryptography;
using Breakwater.Verification.Keys;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>SendGrid's event webhook: batches; only a single event has an id.</summary>
internal static class SendGridProvider
{
    private const int MaxBody = 5 * 1024 * 1024;

    public static Provider Preset { get; } = new()
    {
        Name = "sendgrid",
        Title = "SendGrid",
        Scheme = config => new SendGridScheme([.. config.Required("publicKey").Select(Key)]),
        Values = [new("publicKey", Required: true, "The verification key of the signed event webhook, base64; a list for rotation.")],
        Signature = "`X-Twilio-Email-Event-Webhook-Signature`: ECDSA (P-256) over time and body",
        SignsTime = true,
        Waits = TimeSpan.FromSeconds(10),
        Retries = "up to 24 h, growing",
        Identity = new EventIdentity
        {
            Id = [Read.Without("/1").Then(Read.Pointer("/0/sg_event_id"))],
            Type = [Read.Pointer("/0/event")],
            Key = [Read.Pointer("/0/sg_message_id")],
            Time = [Read.Pointer("/0/timestamp")],
        },
        MaxBody = MaxBody,
        Sample = new ProviderSample(
            "delivered",
            [new("Content-Type", "application/json")],
            """[{"email":"sample@example.com","event":"{type}","sg_event_id":"{id}","sg_message_id":"{key}","timestamp":{time}}]""" + "\r\n")
        {
            Id = "{letters}",
            Key = "{letters}.recvd-1",
        },
        Setup = "Under Mail Settings, Event Webhook, paste the source's URL, switch Signed Event Webhook on, and copy its verification key into `publicKey`.",
    };

    private static PublicKey Key(string text) => PublicKeys.Spki(text) is { } key && key.IsOn(ECCurve.NamedCurves.nistP256)
        ? key
        : throw new ProviderConfigException("publicKey", "`publicKey` is no P-256 public key: base64 as SendGrid shows it, or PEM");
}
