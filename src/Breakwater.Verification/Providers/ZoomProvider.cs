using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Zoom.</summary>
internal static class ZoomProvider
{
    private static TimedHmacFormat Format { get; } = new()
    {
        Header = "x-zm-signature",
        TimeHeader = "x-zm-request-timestamp",
        Version = "v0=",
        Signed = ("v0:", ":"),
    };

    public static Provider Preset { get; } = new()
    {
        Name = "zoom",
        Title = "Zoom",
        Scheme = config => new TimedHmacScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The app's secret token; a list for rotation.") { IsSecret = true }],
        Signature = "`x-zm-signature`: HMAC-SHA256 (`v0`) over time and body",
        SignsTime = true,
        AnswerStatus = 200,
        Waits = TimeSpan.FromSeconds(3),
        Retries = "3: after about 5, 20 and 60 min",
        Identity = new EventIdentity
        {
            Id =
            [
                Read.Pointer("/event").Then(":").Then(Read.Pointer("/event_ts")).Then(":").Then(Read.Pointer("/payload/object/uuid")),
                Read.Pointer("/event").Then(":").Then(Read.Pointer("/event_ts")).Then(":").Then(Read.Pointer("/payload/object/id")),
            ],
            Type = [Read.Pointer("/event")],
            Key = [Read.Pointer("/payload/object/id"), Read.Pointer("/payload/object/uuid")],
            Time = [Read.Pointer("/event_ts")],
        },
        Handshake = config => new ZoomHandshake(config.Required("secret")),
        Sample = new ProviderSample(
            "meeting.ended",
            [new("Content-Type", "application/json")],
            """{"event":"{type}","event_ts":{time}000,"payload":{"account_id":"sample","object":{"uuid":"{id}","id":"{key}","topic":"A sample meeting"}}}""")
        {
            Id = "{letters}==",
            Key = "{digits}",
        },
        Setup = "In the app's Features under Event Subscriptions paste the source's URL and validate it while Breakwater runs; copy the Secret Token into `secret`.",
    };
}
