using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Paddle Billing.</summary>
internal static class PaddleProvider
{
    private static ListedHmacFormat Format { get; } = new()
    {
        Header = "Paddle-Signature",
        Separator = ';',
        Time = "ts=",
        Signature = "h1=",
        Between = ":",
        Future = TimeSpan.FromMinutes(5),
    };

    public static Provider Preset { get; } = new()
    {
        Name = "paddle",
        Title = "Paddle",
        Scheme = config => new ListedHmacScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The notification destination's secret key, pdl_ntfset_ included; a list for rotation.") { IsSecret = true }],
        Signature = "`Paddle-Signature`: HMAC-SHA256 (`h1`) over time and body",
        SignsTime = true,
        Tolerance = TimeSpan.FromSeconds(5),
        AnswerStatus = 200,
        Waits = TimeSpan.FromSeconds(5),
        Retries = "live 60 times in 3 days, in the sandbox 3 times in 15 min",
        Identity = new EventIdentity
        {
            Id = [Read.Pointer("/event_id")],
            Type = [Read.Pointer("/event_type")],
            Key = [Read.Pointer("/data/id")],
            Version = [Read.Pointer("/data/updated_at")],
            Time = [Read.Pointer("/occurred_at")],
        },
        Sample = new ProviderSample(
            "transaction.completed",
            [new("Content-Type", "application/json"), new("User-Agent", "Paddle"), new("Paddle-Version", "1")],
            """{"event_id":"{id}","event_type":"{type}","occurred_at":"{iso}","notification_id":"ntf_sample","data":{"id":"{key}","status":"completed","updated_at":"{iso}"}}""")
        {
            Id = "evt_{letters}",
            Key = "txn_{letters}",
        },
        Setup = "Under Developer Tools, Notifications, add a destination with the source's URL, and copy its secret key into `secret`. "
            + "Paddle's tolerance of 5 s asks for clocks that are right; `tolerance` widens it.",
    };
}
