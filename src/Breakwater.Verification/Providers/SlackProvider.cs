using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Slack's Events API.</summary>
internal static class SlackProvider
{
    private static TimedHmacFormat Format { get; } = new()
    {
        Header = "X-Slack-Signature",
        TimeHeader = "X-Slack-Request-Timestamp",
        Version = "v0=",
        Signed = ("v0:", ":"),
    };

    public static Provider Preset { get; } = new()
    {
        Name = "slack",
        Title = "Slack",
        Scheme = config => new TimedHmacScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The app's signing secret; a list for rotation.") { IsSecret = true }],
        Signature = "`X-Slack-Signature`: HMAC-SHA256 (`v0`) over time and body",
        SignsTime = true,
        Waits = TimeSpan.FromSeconds(3),
        Retries = "3: at once, after 1 min, after 5 min; switched off above 95 % of failures in an hour",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/event_id")],
            Type = [Read.Pointer("/event/type")],
            Key = [Read.Pointer("/event/channel").Then(Read.Pointer("/event/ts"))],
            Time = [Read.Pointer("/event_time")],
        },
        Handshake = _ => new SlackHandshake(),
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
