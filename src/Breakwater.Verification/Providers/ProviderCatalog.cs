using System.Collections.Frozen;

namespace Breakwater.Verification.Providers;

/// <summary>Every provider that has a preset. A new one is a file beside this one, a line here, and a test.</summary>
public static class ProviderCatalog
{
    private static readonly FrozenDictionary<string, Provider> ByName = new[]
    {
        AdyenProvider.Preset,
        AwsSnsProvider.Preset,
        BitbucketProvider.Preset,
        CloudEventsProvider.Preset,
        DiscordProvider.Preset,
        DocuSignProvider.Preset,
        DropboxProvider.Preset,
        GitHubProvider.Preset,
        GitLabProvider.Preset,
        MessageSignaturesProvider.Preset,
        HubSpotProvider.Preset,
        IntercomProvider.Preset,
        LinearProvider.Preset,
        MetaProvider.Preset,
        MicrosoftGraphProvider.Preset,
        MollieProvider.Preset,
        OktaProvider.Preset,
        PaddleProvider.Preset,
        PayPalProvider.Preset,
        PlaidProvider.Preset,
        SendGridProvider.Preset,
        ShopifyProvider.Preset,
        SlackProvider.Preset,
        SquareProvider.Preset,
        StandardWebhooksProvider.Preset,
        StripeProvider.Preset,
        SvixProvider.Preset,
        TwilioProvider.Preset,
        MetaProvider.WhatsApp,
        XeroProvider.Preset,
        ZendeskProvider.Preset,
        ZoomProvider.Preset,
    }.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Provider> All { get; } = [.. ByName.Values.OrderBy(provider => provider.Name, StringComparer.Ordinal)];

    /// <summary>The provider of that name (<c>stripe</c>), or null.</summary>
    public static Provider? Find(string name) => ByName.GetValueOrDefault(name);
}
