using Breakwater.Dashboard.Tests.Browser;
using Xunit;

namespace Breakwater.Dashboard.Tests;

/// <summary>axe-core finds nothing serious on any page, in light and in dark.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    private static readonly string[] Pages =
        ["overview", "events", "destinations", "destinations/crm", "problems", "rejected", "entities", "entities/order/42", "routes", "replays", "nodes", "configuration"];

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task No_page_has_a_serious_barrier(string theme)
    {
        using var axe = typeof(AccessibilityTests).Assembly.GetManifestResourceStream("axe.js");
        Assert.False(axe is null && Environment.GetEnvironmentVariable("CI") == "true", "axe-core is not installed: npm ci in src/Breakwater.Dashboard/web");
        if (axe is null || !chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        var id = await site.RecordAsync("1", "order.created", "42");
        await site.SendAsync("2", "order.paid", "42", source: "checked");
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/overview");
        await tab.SeesAsync("crm: 1 dead letter");
        if (theme == "dark")
        {
            await tab.KeyAsync("t");
            await tab.UntilAsync("document.documentElement.dataset.theme === 'dark'");
        }

        using var script = new StreamReader(axe);
        await tab.EvaluateAsync(await script.ReadToEndAsync(Site.Cancellation) + ";0");
        foreach (var page in Pages.Append($"events/{id}"))
        {
            await tab.GoAsync($"#/{page}");
            await tab.UntilAsync($"location.hash === '#/{page}' && document.querySelector('main :is(table, dl, .graph, .empty)')");
            var found = await tab.EvaluateAsync(
                """
                axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations
                  .filter(one => one.impact === 'serious' || one.impact === 'critical')
                  .map(one => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map(node => node.html + ' ' + node.failureSummary).join(' | ')}`)
                  .join('\n'))
                """);
            Assert.True(found.GetString() == "", $"{page} in {theme}:\n{found.GetString()}");
        }
    }
}
