using Breakwater.Configuration.Options;
using Breakwater.Model;
using Breakwater.Verification;
using Breakwater.Verification.Providers;

namespace Breakwater.Configuration.Sections;

/// <summary>The presets that there are, and the values that they take.</summary>
internal static class ProviderNames
{
    /// <summary>What several presets take, said for all of them.</summary>
    private static readonly (string Name, string Meaning)[] Shared =
    [
        ("secret", "The secret that the platform signs with; a list during rotation, newest first."),
        ("publicKey", "The platform's public key."),
        ("keys", "The platform's keys, where there are several: JSON Web Keys, as text or as mappings."),
        ("token", "The token that the platform sends along."),
        ("hmacKey", "The key of the platform's HMAC."),
        ("webhookId", "The id that the platform gave the webhook."),
        ("topicArn", "The topic that messages must be of."),
        ("clientState", "The state given at the subscription."),
        ("verifyToken", "The token of the platform's challenge."),
        ("publicUrl", "The URL as the platform knows it, where the scheme signs the URL."),
    ];

    /// <summary>What presets take, by the names of the contract first.</summary>
    public static IReadOnlyList<(string Name, string Meaning)> Values { get; } =
    [
        .. Shared,
        .. ProviderCatalog.All.SelectMany(p => p.Values.Select(v => (Provider: p.Name, Value: v)))
            .Where(v => Shared.All(s => s.Name != v.Value.Name))
            .GroupBy(v => v.Value.Name)
            .Select(g => (g.Key, $"For {string.Join(", ", g.Select(v => v.Provider))}: {g.First().Value.Meaning}")),
    ];

    public static Shape<string> Shape { get; } = Shapes.Choice<string>([.. ProviderCatalog.All.Select(p => (p.Name, p.Name))], [], "provider ");

    public static Provider? Find(string name) => ProviderCatalog.Find(name);

    /// <summary>True when some preset takes a value of this name.</summary>
    public static bool Takes(string value) => ProviderCatalog.All.Any(p => p.Values.Any(v => v.Name == value));

    /// <summary>How a value is written.</summary>
    public static Shape<Secret> ShapeOf(string name)
    {
        const int MaxLength = 8_192;
        return name == "keys" ? JsonTexts.Shape(MaxLength) : Shapes.Secret("a value of at most 8,192 characters", MaxLength);
    }
}
