using Breakwater.Verification.Providers;

namespace Breakwater.Cli.Commands;

/// <summary>The parts of the page about providers that come from the catalogue, each between two marks.</summary>
internal static class ProviderReference
{
    /// <summary>The page with today's parts; null when a mark is missing.</summary>
    public static string? Renew(string page) =>
        Between(page, "tables", ProviderText.Tables(ProviderCatalog.All)) is { } tables ? Between(tables, "setups", ProviderText.Setups(ProviderCatalog.All)) : null;

    private static string? Between(string page, string name, string text)
    {
        var (first, last) = ($"<!-- providers:{name} -->\n", $"<!-- /providers:{name} -->");
        var begin = page.IndexOf(first, StringComparison.Ordinal);
        var end = page.IndexOf(last, StringComparison.Ordinal);
        return begin < 0 || end < begin ? null : page[..(begin + first.Length)] + text.TrimEnd('\n') + "\n" + page[end..];
    }
}
