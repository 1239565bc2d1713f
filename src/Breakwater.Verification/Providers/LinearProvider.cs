using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Linear: the time of sending stands in the signed body.</summary>
internal static class LinearProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "linear",
        Title = "Linear",
        Scheme = config => new LinearScheme(config.Required("secret")),
        Values = [new("secret", Required: true, "The webhook's signing secret, lin_wh_ included; a list for rotation.") { IsSecret = true }],
        Signature = "`Linear-Signature`: HMAC-SHA256 over the body, which holds the time",
        SignsTime = true,
        Tolerance = TimeSpan.FromMinutes(1),
        AnswerStatus = 200,
        Waits = TimeSpan.FromSeconds(5),
        Retries = "3: after 1 min, 1 h, 6 h; then it may be switched off",
        Identity = new EventIdentity
        {
            Id = [Read.Header("Linear-Delivery")],
            Type = [Read.Pointer("/type").Then(".").Then(Read.Pointer("/action")), Read.Pointer("/type")],
            Key = [Read.Pointer("/data/id")],
            Version = [Read.Pointer("/data/updatedAt")],
            Time = [Read.Pointer("/createdAt")],
        },
        Sample = new ProviderSample(
            "Issue.update",
            [new("Content-Type", "application/json"), new("Linear-Delivery", "{id}"), new("Linear-Event", "{event}")],
            """{"action":"{action}","createdAt":"{iso}","data":{"id":"{key}","updatedAt":"{iso}","title":"A sample issue"},"type":"{event}","organizationId":"sample","webhookTimestamp":{time}000,"webhookId":"sample"}""")
        {
            Key = "{uuid}",
        },
        Setup = "In Settings under API, Webhooks, create one with the source's URL, and copy its signing secret into `secret`.",
    };
}
