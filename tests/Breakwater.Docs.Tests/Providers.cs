using Breakwater.Cli.Commands;
using Xunit;

namespace Breakwater.Docs.Tests;

/// <summary>What the page says about providers is what the catalogue says.</summary>
public sealed class Providers
{
    [Fact]
    public void The_page_of_providers_is_of_today()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "providers.md"));
        Assert.True(ProviderReference.Renew(page) == page, "run: breakwater providers --reference docs/providers.md");
    }
}
