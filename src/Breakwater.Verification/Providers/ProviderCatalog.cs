using System.Collections.Frozen;

namespace Breakwater.Verification.Providers;

/// <summary>Every provider that has a preset. A new one is a file beside this one, a line here, and a test.</summary>
public static class ProviderCatalog
{
    private static readonly FrozenDictionary<string, Provider> ByName = new[]
    {
        GitHubProvider.Preset,
        ShopifyProvider.Preset,
        SlackProvider.Preset,
        StandardWebhooksProvider.Preset,
        StripeProvider.Preset,
    }.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Provider> All { get; } = [.. ByName.Values.OrderBy(provider => provider.Name, StringComparer.Ordinal)];

    /// <summary>The provider of that name (<c>stripe</c>), or null.</summary>
    public static Provider? Find(string name) => ByName.GetValueOrDefault(name);
}
