using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Slack's Events API.</summary>
internal static class SlackProvider
{
    public static Provider Preset { get; } = new()
    {
        Name = "slack",
        Title = "Slack",
        Scheme = config => new SlackScheme(config.Required("secret")),
        Values = [new("secret", Required: true, "The app's signing secret; a list for rotation.")],
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/event_id")],
            Type = [Read.Pointer("/event/type")],
            Key = [Read.Pointer("/event/channel").Then(Read.Pointer("/event/ts"))],
            Time = [Read.Pointer("/event_time")],
        },
        Handshake = new SlackHandshake(),
        Sample = new ProviderSample(
            "message",
            [new("Content-Type", "application/json")],
            """
            {"token":"sample","team_id":"T0SAMPLE","api_app_id":"A0SAMPLE","event":{"type":"{type}","channel":"{key}","user":"U0SAMPLE","text":"A sample message","ts":"{time}.000100","event_ts":"{time}.000100"},"type":"event_callback","event_id":"{id}","event_time":{time}}
            """)
        {
            Id = "Ev{letters}",
            Key = "C0SAMPLE",
        },
        Setup = "Under Event Subscriptions paste the source's URL as the Request URL (its challenge is answered while Breakwater runs), "
            + "and copy the Signing Secret from Basic Information into `secret`.",
    };
}
