using Breakwater.Dashboard.Tests.Browser;
using Xunit;

namespace Breakwater.Dashboard.Tests;

public sealed class LiveTests(Chromium chromium)
{
    private const int Tabs = 8;

    [Fact]
    public async Task Eight_tabs_share_one_stream_and_all_of_them_are_live()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tabs = new List<Tab>();
        for (var number = 0; number < Tabs; number++)
        {
            tabs.Add(await visitor.OpenAsync("#/events"));
        }

        foreach (var tab in tabs)
        {
            await tab.UntilAsync("document.getElementById('live').innerText === 'live'");
        }

        await site.RecordAsync("1", "order.created", "42");
        foreach (var tab in tabs)
        {
            await tab.SeesAsync("order.created");
        }

        Assert.Equal(1, site.Engine.Feed.Readers);
    }

    [Fact]
    public async Task A_browser_without_shared_workers_has_a_stream_for_each_tab()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var first = await visitor.OpenAsync("#/events", "delete window.SharedWorker");
        var second = await visitor.OpenAsync("#/events", "delete window.SharedWorker");
        await first.UntilAsync("document.getElementById('live').innerText === 'live'");
        await second.UntilAsync("document.getElementById('live').innerText === 'live'");
        Assert.Equal(2, site.Engine.Feed.Readers);
    }

    [Fact]
    public async Task A_lost_connection_is_said_and_found_again()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        await using var wire = Gate.To(site.Admin);
        await using var visitor = await chromium.VisitAsync(wire.Address);
        var tab = await visitor.OpenAsync("#/events");
        await tab.UntilAsync("document.getElementById('live').innerText === 'live'");
        wire.Close();
        await tab.UntilAsync("document.getElementById('live').innerText.startsWith('disconnected since')");
        await site.RecordAsync("1", "order.created", "42");
        wire.Open();
        await tab.UntilAsync("document.getElementById('live').innerText === 'live'");
        await tab.SeesAsync("order.created");
    }
}
