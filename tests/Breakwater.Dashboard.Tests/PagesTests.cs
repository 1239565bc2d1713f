using Breakwater.Dashboard.Tests.Browser;
using Xunit;

namespace Breakwater.Dashboard.Tests;

/// <summary>Each page shows what it is for.</summary>
public sealed class PagesTests(Chromium chromium)
{
    [Fact]
    public async Task Every_page_shows_its_data_and_asks_no_other_host()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        await site.RecordAsync("1", "order.created", "42");
        var paid = await site.RecordAsync("2", "order.paid", "42");
        await site.RecordAsync("2", "order.paid", "42");
        await site.SendAsync("3", "order.paid", "43", source: "checked");
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/overview");

        await tab.SeesAsync("crm: 2 dead letters");
        await tab.SeesAsync("checked: 1 arrival refused in the last hour");
        await tab.UntilAsync("[...document.querySelectorAll('.chart')].every(chart => chart.querySelector('canvas'))");
        foreach (var (page, texts) in Expected(paid))
        {
            await tab.GoAsync(page);
            foreach (var text in texts)
            {
                await tab.SeesAsync(text);
            }
        }

        Assert.Empty(tab.Complaints);
        Assert.All(tab.Asked.Where(asked => asked.Scheme != "data" && asked.Scheme != "about"), asked => Assert.Equal(site.Admin.Authority, asked.Authority));
    }

    private static IEnumerable<(string Page, string[] Texts)> Expected(string paid) =>
    [
        ("#/events", ["breakwater events", "order.created", "order.paid", "dead", "+1"]),
        ("#/events?state=dead&key=42", ["breakwater events --key 42 --state dead", paid]),
        ($"#/events/{paid}", ["arrived from shop", "came again, 1 time", "attempt 1 to crm", "422", $"breakwater event {paid}", "\"type\": \"order.paid\""]),
        ("#/destinations", ["https://crm.example.com/in", "failing", "well"]),
        ("#/destinations/crm", ["What fails is tried again", "Nothing waits for it", "breakwater pause crm"]),
        ("#/problems", ["answered 422", "breakwater dead"]),
        ("#/rejected", ["checked", "401"]),
        ("#/entities", ["42", "paid"]),
        ("#/entities/order/42", ["in sync", "follows created", "breakwater entity order 42"]),
        ("#/routes", ["as order", "holds its key"]),
        ("#/replays", ["Nothing was sent again in bulk yet"]),
        ("#/nodes", ["test", "64"]),
        ("#/configuration", ["none: this machine only", "created → paid"]),
    ];

    [Fact]
    public async Task The_list_is_live_and_holds_still_when_it_is_paused()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/events");
        await tab.SeesAsync("No event has come yet");
        await tab.SeesAsync("breakwater send stripe");
        await tab.UntilAsync("document.getElementById('live').innerText === 'live'");
        await site.RecordAsync("1", "order.created", "42");
        await tab.SeesAsync("order.created");

        await tab.PressAsync("Pause");
        await tab.SeesAsync("paused");
        await site.RecordAsync("2", "order.paid", "42");
        await tab.PressAsync("Go on");
        await tab.SeesAsync("order.paid");
    }

    [Fact]
    public async Task Filters_are_in_the_address_and_an_address_is_a_filter()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        await site.RecordAsync("1", "order.created", "42");
        await site.RecordAsync("2", "order.created", "43");
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/events");
        await tab.FillAsync("Key", "43");
        await tab.UntilAsync("location.hash.includes('key=43') && document.querySelectorAll('tbody tr').length === 1");
        await tab.FillAsync("Source", "shop");
        await tab.UntilAsync("location.hash.includes('source=shop') && location.hash.includes('key=43')");

        var shared = await visitor.OpenAsync("#/events?key=42&state=dead");
        await shared.UntilAsync("document.querySelectorAll('tbody tr').length === 1");
        await shared.SeesAsync("breakwater events --key 42 --state dead");
    }

    [Fact]
    public async Task The_keyboard_searches_walks_and_opens()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        var first = await site.RecordAsync("1", "order.created", "42");
        await site.RecordAsync("2", "order.created", "43");
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/events");
        await tab.UntilAsync("document.querySelectorAll('[data-row]').length === 2");
        await tab.KeyAsync("j");
        await tab.KeyAsync("j");
        await tab.UntilAsync("document.activeElement === document.querySelectorAll('[data-row]')[1]");
        await tab.KeyAsync("k");
        await tab.UntilAsync("document.activeElement === document.querySelectorAll('[data-row]')[0]");
        await tab.KeyAsync("?");
        await tab.SeesAsync("next, previous line of a list");
        await tab.PressAsync("Close");

        await tab.KeyAsync("/");
        await tab.UntilAsync("document.activeElement.id === 'search'");
        foreach (var letter in "order 42")
        {
            await tab.KeyAsync(letter.ToString());
        }

        await tab.KeyAsync("Enter");
        await tab.UntilAsync("location.hash === '#/entities/order/42'");
        await tab.GoAsync($"#/events/{first}");
        await tab.SeesAsync("arrived from shop");
    }
}
