using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Microsoft Graph's change notifications.</summary>
internal static class MicrosoftGraphProvider
{
    private const int MaxBody = 5 * 1024 * 1024;
    private const string Item = "/value/0";

    private static Selector Alone { get; } = Read.Without("/value/1");

    public static Provider Preset { get; } = new()
    {
        Name = "microsoft-graph",
        Title = "Microsoft Graph",
        Scheme = config => new MicrosoftGraphScheme(config.Required("clientState", "secret")),
        Values =
        [
            new("clientState", Required: true, "The clientState given when the subscription was made; a list for rotation.") { IsSecret = true },
            new("secret", Required: false, "The same as clientState.") { InsteadOf = ["clientState"], IsSecret = true },
        ],
        Signature = "`clientState` in each notification: equality; nothing is signed",
        Waits = TimeSpan.FromSeconds(3),
        Retries = "for 4 h, growing; slow endpoints are throttled, then dropped",
        Identity = new EventIdentity
        {
            Id =
            [
                Alone.Then(Read.Pointer(Item + "/id")),
                Alone.Then(Read.Pointer(Item + "/subscriptionId")).Then(":").Then(Read.Pointer(Item + "/resourceData/id"))
                    .Then(":").Then(Read.Pointer(Item + "/resourceData/@odata.etag")),
            ],
            Type = [Read.Pointer(Item + "/changeType"), Read.Pointer(Item + "/lifecycleEvent")],
            Key = [Read.Pointer(Item + "/resourceData/id"), Read.Pointer(Item + "/subscriptionId")],
        },
        Handshake = _ => new QueryHandshake("POST", "validationToken"),
        MaxBody = MaxBody,
        Sample = new ProviderSample(
            "updated",
            [new("Content-Type", "application/json; charset=utf-8")],
            """{"value":[{"id":"{id}","subscriptionId":"sample","clientState":"sample","changeType":"{type}","resource":"Users/1/Messages/{key}","tenantId":"sample","resourceData":{"@odata.type":"#Microsoft.Graph.Message","@odata.etag":"W/\"sample\"","id":"{key}"}}]}""")
        {
            Id = "{letters}",
            Key = "{letters}",
        },
        Setup = "Create the subscription (POST /v1.0/subscriptions) with the source's URL as notificationUrl while Breakwater runs (its validationToken is answered), "
            + "and with a long random clientState, the same as here.",
    };
}
