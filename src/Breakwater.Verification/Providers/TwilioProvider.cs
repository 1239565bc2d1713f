using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Twilio's callbacks for calls and messages: forms, signed together with the URL.</summary>
internal static class TwilioProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "twilio",
        Title = "Twilio",
        Scheme = config => new TwilioScheme(config.Required("secret", "authToken"), new PublicUrl(config.RequiredOne("publicUrl"), "publicUrl")),
        Values =
        [
            new("secret", Required: true, "The account's auth token; a list for rotation.") { IsSecret = true },
            new("authToken", Required: false, "The same as secret.") { InsteadOf = ["secret"], IsSecret = true },
            new("publicUrl", Required: true, "The callback URL as Twilio has it; the query is taken from the request."),
        ],
        Signature = "`X-Twilio-Signature`: HMAC-SHA1 over URL and form fields; over the URL with the body's hash for JSON",
        Waits = TimeSpan.FromSeconds(15),
        Retries = "by connection overrides in the URL (`#rc=`); once after a failed connection",
        Identity = new EventIdentity
        {
            Id =
            [
                Read.Header("I-Twilio-Idempotency-Token"),
                Read.Form("CallSid").Then(":").Then(Read.Form("CallStatus")).Then(":").Then(Read.Form("SequenceNumber")),
                Read.Form("MessageSid").Then(":").Then(Read.Form("MessageStatus")),
            ],
            Type = [Read.Form("CallStatus"), Read.Form("MessageStatus"), Read.Form("SmsStatus"), Read.Pointer("/type")],
            Key = [Read.Form("CallSid"), Read.Form("MessageSid"), Read.Form("SmsSid")],
            Version = [Read.Form("SequenceNumber")],
            Time = [Read.Form("Timestamp")],
        },
        Sample = new ProviderSample(
            "completed",
            [new("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"), new("I-Twilio-Idempotency-Token", "{id}")],
            "CallSid={key}&CallStatus={type}&From=%2B15550000001&To=%2B15550000002&SequenceNumber=1&Timestamp={iso}")
        {
            Key = "CA{letters}",
        },
        Setup = "Enter the source's URL as the status callback (of a number, a call or a message), the same text as `publicUrl`, and copy the auth token from the Console into `secret`.",
    };
}
