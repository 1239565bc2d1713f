using Breakwater.Dashboard.Tests.Browser;
using Xunit;

namespace Breakwater.Dashboard.Tests;

/// <summary>Each action acts, and says how it went.</summary>
public sealed class ActionTests(Chromium chromium)
{
    [Fact]
    public async Task A_dead_delivery_is_tried_again_from_the_page_of_its_event()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        var id = await site.RecordAsync("1", "order.created", "42");
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync($"#/events/{id}");
        await tab.SeesAsync("attempt 1 to crm");
        site.FarEnd.CrmStatus = 200;
        await tab.PressAsync("Retry");
        await tab.SeesAsync("crm: tried again now.");
        await tab.SeesAsync("attempt 2 to crm");
        await tab.UntilAsync("[...document.querySelectorAll('.badge')].every(badge => badge.textContent !== 'dead')");
        Assert.Equal(2, site.FarEnd.Taken);

        await tab.PressAsync("Replay");
        await tab.SeesAsync($"breakwater replay {id}");
        await tab.PressAsync("Send again");
        await tab.UntilAsync("document.querySelectorAll('table[aria-label=Deliveries] tbody tr').length === 4");
    }

    [Fact]
    public async Task A_delivery_is_given_up_after_a_question()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        var id = await site.RecordAsync("1", "order.created", "42");
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync($"#/events/{id}");
        await tab.SeesAsync("attempt 1 to crm");
        await tab.PressAsync("Cancel");
        await tab.SeesAsync("Give up the delivery to crm?");
        await tab.SeesAsync("breakwater cancel dlv_");
        await tab.PressAsync("Give it up");
        await tab.SeesAsync("cancelled");
    }

    [Fact]
    public async Task A_destination_is_paused_and_goes_on()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/destinations/orders");
        await tab.SeesAsync("breakwater pause orders");
        await tab.EvaluateAsync("[...document.querySelectorAll('main button')].find(one => one.textContent === 'Pause').click()");
        await tab.SeesAsync("orders is paused");
        await tab.SeesAsync("breakwater resume orders");
        await site.RecordAsync("1", "order.created", "42");
        await tab.SeesAsync("the pause of its destination");
        await tab.PressAsync("Resume");
        await tab.SeesAsync("Nothing waits for it");
        Assert.Equal(1, site.FarEnd.Taken);
    }

    [Fact]
    public async Task A_group_of_dead_letters_is_counted_first_and_then_tried_again()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        for (var number = 0; number < 12; number++)
        {
            await site.RecordAsync($"{number}", "order.created", $"{number}");
        }

        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/problems");
        await tab.UntilAsync("document.querySelector('table[aria-label=Problems] td').textContent === '12'");
        Assert.Equal(1, (await tab.EvaluateAsync("document.querySelectorAll('table[aria-label=Problems] tbody tr').length")).GetInt32());
        site.FarEnd.CrmStatus = 200;
        await tab.PressAsync("Retry…");
        await tab.SeesAsync("12 deliveries would be tried again now");
        await tab.SeesAsync("breakwater retry --dead --destination crm");
        await tab.PressAsync("Retry 12");
        await tab.SeesAsync("12 of 12 are on their way");
        await tab.PressAsync("Done");
        await tab.SeesAsync("Nothing is dead, and nothing fails.");
        Assert.Equal(24, site.FarEnd.Taken);
    }

    [Fact]
    public async Task Many_events_are_counted_first_and_then_sent_again()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        await site.RecordAsync("1", "order.created", "42");
        await site.RecordAsync("2", "order.created", "43");
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/replays");
        await tab.FillAsync("Key", "43");
        await tab.FillAsync("To destinations", "orders");
        await tab.UntilAsync("(document.querySelector('.filters button').click(), document.querySelector('dialog')?.innerText.includes('Send 1 event again?') && document.querySelector('dialog').innerText.includes('--where key=43 --to orders'))");
        await tab.PressAsync("Begin");
        await tab.SeesAsync("done");
        await tab.SeesAsync("1 of 1");
    }
}
