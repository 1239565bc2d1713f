using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Okta's event hooks: a header with a value that was agreed on.</summary>
internal static class OktaProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "okta",
        Title = "Okta",
        Scheme = config => new TokenScheme(config.Single("header") ?? "Authorization", "", config.Required("secret", "value")),
        Values =
        [
            new("secret", Required: true, "The secret value of the hook's authentication header; a list for rotation.") { IsSecret = true },
            new("value", Required: false, "The same as secret.") { InsteadOf = ["secret"], IsSecret = true },
            new("header", Required: false, "The hook's authentication field; Authorization where none is given."),
        ],
        Signature = "a header that was agreed on (`Authorization`): equality; nothing covers the body",
        Waits = TimeSpan.FromSeconds(3),
        Retries = "1 more",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/eventId")],
            Type = [Read.Pointer("/data/events/0/eventType"), Read.Pointer("/eventType")],
            Key = [Read.Pointer("/data/events/0/target/0/id")],
            Time = [Read.Pointer("/data/events/0/published"), Read.Pointer("/eventTime")],
        },
        Handshake = _ => new OktaHandshake(),
        Sample = new ProviderSample(
            "user.lifecycle.create",
            [new("Content-Type", "application/json")],
            """{"eventType":"com.okta.event_hook","eventTypeVersion":"1.0","cloudEventsVersion":"0.1","source":"https://sample.okta.com/api/v1/eventHooks/sample","eventId":"{id}","data":{"events":[{"uuid":"{id}","published":"{iso}","eventType":"{type}","target":[{"id":"{key}","type":"User"}]}]},"eventTime":"{iso}","contentType":"application/json"}""")
        {
            Key = "00u{letters}",
        },
        Setup = "Under Workflow, Event Hooks, create one with the source's URL, the authentication field Authorization and a long random authentication secret, "
            + "the same as `secret`; verify it while Breakwater runs.",
    };
}
