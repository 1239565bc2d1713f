using System.Text.Json;
using Breakwater.Verification.Keys;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Plaid.</summary>
internal static class PlaidProvider
{
    private static readonly Uri Live = new("https://production.plaid.com/webhook_verification_key/get");
    private static readonly Uri Sandbox = new("https://sandbox.plaid.com/webhook_verification_key/get");

    public static Provider Preset { get; } = new()
    {
        Name = "plaid",
        Title = "Plaid",
        Scheme = Scheme,
        Values =
        [
            new("clientId", Required: true, "The client_id of the API, with which verification keys are fetched."),
            new("secret", Required: true, "The secret of the API that belongs to it.") { IsSecret = true },
            new("environment", Required: false, "production (default) or sandbox: which API is asked."),
            new("keys", Required: false, "Verification keys (JSON Web Keys), where nothing shall be fetched: Plaid rotates them.") { InsteadOf = ["clientId", "secret"] },
        ],
        Signature = "`Plaid-Verification`: a JWT (ES256) with the body's hash and the time",
        SignsTime = true,
        AnswerStatus = 200,
        Waits = TimeSpan.FromSeconds(10),
        Retries = "up to 24 h, 4 times longer each time; stops above 90 % of failures",
        Identity = new EventIdentity
        {
            Id = [Read.HeaderHash("Plaid-Verification")],
            Type = [Read.Pointer("/webhook_type").Then(".").Then(Read.Pointer("/webhook_code"))],
            Key = [Read.Pointer("/item_id")],
        },
        Sample = new ProviderSample(
            "TRANSACTIONS.SYNC_UPDATES_AVAILABLE",
            [new("Content-Type", "application/json")],
            """{"environment":"sandbox","item_id":"{key}","webhook_type":"{event}","webhook_code":"{action}"}""")
        {
            Key = "{letters}",
        },
        Setup = "Give the source's URL as `webhook` when a link token is made. Copy client_id and secret from the Dashboard under Keys into `clientId` and `secret`.",
    };

    private static PlaidScheme Scheme(ProviderConfig config)
    {
        var keys = new Dictionary<string, PublicKey>(StringComparer.Ordinal);
        foreach (var text in config.Optional("keys"))
        {
            Add(keys, text);
        }

        if (config.Single("clientId") is not { } clientId)
        {
            return keys.Count > 0 ? new PlaidScheme(keys, null) : throw new ProviderConfigException("clientId", "`clientId` (with `secret`) is missing; fixed `keys` stand in");
        }

        var address = config.Single("environment") switch
        {
            null or "production" => Live,
            "sandbox" => Sandbox,
            _ => throw new ProviderConfigException("environment", "`environment` is production or sandbox"),
        };
        return new PlaidScheme(keys, new PlaidKeys(clientId, config.RequiredOne("secret"), address));
    }

    /// <summary>One key, a list of them, or a set (<c>{"keys":[…]}</c>).</summary>
    private static void Add(Dictionary<string, PublicKey> keys, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var all = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("keys", out var set) ? set : root;
            foreach (var key in all.ValueKind == JsonValueKind.Array ? all.EnumerateArray().ToArray() : [all])
            {
                keys[PublicKeys.Text(key, "kid") ?? throw Unusable()] = PlaidKeys.Of(key) ?? throw Unusable();
            }
        }
        catch (JsonException)
        {
            throw Unusable();
        }
    }

    private static ProviderConfigException Unusable() => new("keys", "`keys` are JSON Web Keys with a kid, of the curve P-256 for ES256");
}
