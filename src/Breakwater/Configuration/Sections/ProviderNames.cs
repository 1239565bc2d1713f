using Breakwater.Configuration.Options;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.Configuration.Sections;

/// <summary>The presets that there are, those that the contract promises, and the values that they take.</summary>
internal static class ProviderNames
{
    private static readonly string[] Unbuilt =
    [
        "adyen", "aws-sns", "bitbucket", "cloudevents", "discord", "docusign", "dropbox", "github", "gitlab", "hubspot", "intercom", "linear", "meta",
        "microsoft-graph", "mollie", "okta", "paddle", "paypal", "plaid", "sendgrid", "shopify", "slack", "square", "standard-webhooks", "stripe", "svix",
        "twilio", "whatsapp", "xero", "zendesk", "zoom",
    ];

    /// <summary>What presets may need, by the names of the contract.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Values { get; } =
    [
        ("secret", "The secret that the platform signs with; a list during rotation, newest first."),
        ("publicKey", "The platform's public key."),
        ("keys", "The platform's keys, where there are several."),
        ("token", "The token that the platform sends along."),
        ("hmacKey", "The key of the platform's HMAC."),
        ("webhookId", "The id that the platform gave the webhook."),
        ("topicArn", "The topic that messages must be of."),
        ("clientState", "The state given at the subscription."),
        ("verifyToken", "The token of the platform's challenge."),
        ("publicUrl", "The URL as the platform knows it, where the scheme signs the URL."),
    ];

    public static IReadOnlyList<Provider> Built => ProviderCatalog.All;

    public static Shape<string> Shape { get; } = Shapes.Choice<string>(
        [.. Built.Select(p => (p.Name, p.Name))],
        [.. Unbuilt.Except(Built.Select(p => p.Name))],
        "provider ");

    public static Provider? Find(string name) => Built.FirstOrDefault(p => p.Name == name);

    /// <summary>True when some preset takes a value of this name.</summary>
    public static bool Takes(string value) => Built.Any(p => p.Values.Any(v => v.Name == value));
}
