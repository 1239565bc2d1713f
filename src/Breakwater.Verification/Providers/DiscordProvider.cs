using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Keys;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Discord's webhook events.</summary>
internal static class DiscordProvider
{
    private const int NoContent = 204;

    public static Provider Preset { get; } = new()
    {
        Name = "discord",
        Title = "Discord",
        Scheme = config => new DiscordScheme([.. config.Required("publicKey").Select(Key)]),
        Values = [new("publicKey", Required: true, "The application's public key, in hex.")],
        Signature = "`X-Signature-Ed25519`: Ed25519 over time and body",
        SignsTime = true,
        AnswerStatus = NoContent,
        Waits = TimeSpan.FromSeconds(3),
        Retries = "for up to 10 min, growing; then the endpoint may be removed",
        Identity = new EventIdentity
        {
            Type = [Read.Pointer("/event/type")],
            Key = [Read.Pointer("/event/data/id"), Read.Pointer("/event/data/user/id"), Read.Pointer("/event/data/user_id")],
            Time = [Read.Pointer("/event/timestamp")],
        },
        Handshake = _ => new BodyHandshake(NoContent, present: "/type", text: "0", absent: "/event"),
        Sample = new ProviderSample(
            "ENTITLEMENT_CREATE",
            [new("Content-Type", "application/json")],
            """{"version":1,"application_id":"1","type":1,"event":{"type":"{type}","timestamp":"{iso}","data":{"id":"{key}","sku_id":"{id}"}}}""")
        {
            Key = "{digits}",
        },
        Setup = "In the Developer Portal under Webhooks enter the source's URL as endpoint while Breakwater runs (Discord tests it with right and wrong signatures), "
            + "and copy the Public Key from General Information into `publicKey`.",
    };

    private static PublicKey Key(string text) =>
        PublicKeys.Ed25519(text) ?? throw new ProviderConfigException("publicKey", "`publicKey` is no Ed25519 public key: 32 bytes in hex");
}
