using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Xero: wants empty answers, 200 or 401, and tests that with wrong signatures (its intent to receive).</summary>
internal static class XeroProvider
{
    private const int Ok = 200;

    private static HmacBodyFormat Format { get; } = new() { Headers = ["x-xero-signature"], Encoding = SignatureEncoding.Base64 };

    public static Provider Preset { get; } = new()
    {
        Name = "xero",
        Title = "Xero",
        Scheme = config => new HmacBodyScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The webhooks key of the app, as it stands there (it looks like base64, and is not decoded); a list for rotation.") { IsSecret = true }],
        Signature = "`x-xero-signature`: HMAC-SHA256 over the body",
        AnswerStatus = Ok,
        EmptyAnswers = true,
        Waits = TimeSpan.FromSeconds(5),
        Retries = "for 24 h, ever more rarely; then it is switched off",
        Identity = new EventIdentity
        {
            Id =
            [
                Read.Without("/events/1").Then(Read.Pointer("/events/0/resourceId")).Then(":").Then(Read.Pointer("/events/0/eventType"))
                    .Then(":").Then(Read.Pointer("/events/0/eventDateUtc")),
            ],
            Type = [Read.Pointer("/events/0/eventCategory").Then(".").Then(Read.Pointer("/events/0/eventType"))],
            Key = [Read.Pointer("/events/0/resourceId")],
            Version = [Read.Pointer("/lastEventSequence")],
            Time = [Read.Pointer("/events/0/eventDateUtc")],
        },
        Handshake = _ => new BodyHandshake(Ok, present: "/events", text: null, absent: "/events/0"),
        Sample = new ProviderSample(
            "CONTACT.UPDATE",
            [new("Content-Type", "application/json")],
            """{"events":[{"resourceUrl":"https://api.xero.com/api.xro/2.0/Contacts/{key}","resourceId":"{key}","eventDateUtc":"{iso}","eventType":"{action}","eventCategory":"{event}","tenantId":"{id}","tenantType":"ORGANISATION"}],"lastEventSequence":1,"firstEventSequence":1,"entropy":"{id}"}""")
        {
            Key = "{uuid}",
        },
        Setup = "In the app's Webhooks settings paste the source's URL as the delivery URL, copy the webhooks key into `secret`, start Breakwater, and then send the intent to receive.",
    };
}
