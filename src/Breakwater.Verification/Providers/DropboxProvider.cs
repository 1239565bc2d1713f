using Breakwater.Verification.Handshakes;
using Breakwater.Verification.Schemes;

namespace Breakwater.Verification.Providers;

/// <summary>Dropbox only says whose files changed, in the same words each time: so each notification is an event of its own.</summary>
internal static class DropboxProvider
{
    private static HmacBodyFormat Format { get; } = new() { Headers = ["X-Dropbox-Signature"] };

    public static Provider Preset { get; } = new()
    {
        Name = "dropbox",
        Title = "Dropbox",
        Scheme = config => new HmacBodyScheme(Format, config.Required("secret")),
        Values = [new("secret", Required: true, "The app secret; a list for rotation.") { IsSecret = true }],
        Signature = "`X-Dropbox-Signature`: HMAC-SHA256 over the body",
        Waits = TimeSpan.FromSeconds(10),
        Retries = "for about 10 min, growing; too many failures switch it off",
        Identity = new EventIdentity { EachArrival = true, Type = [Read.Fixed("list_folder")], Key = [Read.Pointer("/list_folder/accounts/0")] },
        Handshake = _ => new QueryHandshake("GET", "challenge"),
        Sample = new ProviderSample(
            "list_folder",
            [new("Content-Type", "application/json")],
            """{"list_folder":{"accounts":["{key}"]},"delta":{"users":[1]}}""")
        {
            Key = "dbid:{letters}",
        },
        Setup = "In the App Console paste the source's URL under Webhooks while Breakwater runs (its challenge is answered), and copy the App secret into `secret`.",
    };
}
