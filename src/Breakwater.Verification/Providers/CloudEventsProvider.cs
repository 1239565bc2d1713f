using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Everyone who sends CloudEvents 1.0 by the HTTP webhook specification: binary, structured, batch.</summary>
internal static class CloudEventsProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "cloudevents",
        Title = "CloudEvents",
        Scheme = config => new TokenOrQueryScheme(config.Optional("token") is { Count: > 0 } tokens ? tokens : config.Optional("secret")),
        Values =
        [
            new("token", Required: false, "The token that the sender shows as Authorization: Bearer (or access_token in the query). Without one the OPTIONS handshake is answered, and every event is refused.") { IsSecret = true },
            new("secret", Required: false, "The same as token.") { InsteadOf = ["token"], IsSecret = true },
            new("origins", Required: false, "The DNS names that may send, as WebHook-Request-Origin has them; a list. Any, where none is given."),
        ],
        Signature = "`Authorization: Bearer`, or `access_token` in the query: equality; nothing covers the body",
        Retries = "up to the sender; 410 ends it, 429 by `Retry-After`",
        Identity = new EventIdentity
        {
            Id = [Read.CloudEvent("id")],
            IdRequired = true,
            Type = [Read.CloudEvent("type")],
            Key = [Read.CloudEvent("subject")],
            Version = [Read.CloudEvent("sequence")],
            Time = [Read.CloudEvent("time")],
        },
        Handshake = config => new CloudEventsHandshake(config.Optional("origins")),
        Sample = new ProviderSample(
            "com.example.order.created",
            [new("Content-Type", "application/cloudevents+json")],
            """{"specversion":"1.0","id":"{id}","source":"/sample","type":"{type}","subject":"{key}","time":"{iso}","datacontenttype":"application/json","data":{"amount":1999}}"""),
        Setup = "Give the sender the source's URL and a long random token, the same as `token`. The OPTIONS handshake is answered while Breakwater runs.",
    };
}
