using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>DocuSign Connect.</summary>
internal static class DocuSignProvider
{
    private const int MaxBody = 5 * 1024 * 1024;

    public static Provider Preset { get; } = new()
    {
        Name = "docusign",
        Title = "DocuSign Connect",
        Scheme = config => new DocuSignScheme(config.Required("secret")),
        Values = [new("secret", Required: true, "A Connect key, as it stands there; a list for rotation.") { IsSecret = true }],
        Signature = "`X-DocuSign-Signature-1` to `-100`: HMAC-SHA256 over the body, one for each active key",
        Waits = TimeSpan.FromSeconds(100),
        Retries = "hourly and more rarely, up to 15 days",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/data/envelopeId").Then(":").Then(Read.Pointer("/event")).Then(":").Then(Read.Pointer("/generatedDateTime"))],
            Type = [Read.Pointer("/event")],
            Key = [Read.Pointer("/data/envelopeId")],
            Time = [Read.Pointer("/generatedDateTime")],
        },
        MaxBody = MaxBody,
        Sample = new ProviderSample(
            "envelope-completed",
            [new("Content-Type", "application/json")],
            """{"event":"{type}","apiVersion":"v2.1","retryCount":0,"configurationId":1,"generatedDateTime":"{iso}","data":{"accountId":"{id}","envelopeId":"{key}"}}""")
        {
            Key = "{uuid}",
        },
        Setup = "In Settings under Connect add a JSON SIM configuration with the source's URL, include the HMAC signature, and copy a Connect key into `secret`.",
    };
}
