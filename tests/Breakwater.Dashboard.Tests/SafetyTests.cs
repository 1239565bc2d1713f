using Breakwater.Dashboard.Tests.Browser;
using Xunit;

namespace Breakwater.Dashboard.Tests;

public sealed class SafetyTests(Chromium chromium)
{
    [Fact]
    public async Task Payloads_headers_and_answers_stay_text()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        var id = await site.RecordAsync("1", "order.<b>created</b>", "<img src=x onerror='window.broken=1'>", Arranged.Evil);
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/events");
        await tab.SeesAsync("order.<b>created</b>");
        await tab.GoAsync($"#/events/{id}");
        await tab.SeesAsync("attempt 1 to crm");
        await tab.SeesAsync(Arranged.Evil);
        await tab.SeesAsync("X-Evil: <img src=x onerror=alert(1)>");
        await tab.GoAsync("#/problems");
        await tab.SeesAsync("<img src=x");
        Assert.False((await tab.EvaluateAsync("'broken' in window")).GetBoolean());
        Assert.Equal(0, (await tab.EvaluateAsync("document.querySelectorAll('main img, main script, main b > b').length")).GetInt32());
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_kept_in_the_tab_alone()
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync(Arranged.WithToken);
        await using var visitor = await chromium.VisitAsync(site.Admin);
        var tab = await visitor.OpenAsync("#/destinations");
        await tab.SeesAsync("The server wants a token.");
        await tab.FillAsync("Token", "not-a-token");
        await tab.PressAsync("Open");
        await tab.SeesAsync("This token is not known.");
        await tab.FillAsync("Token", "token-of-ops-0123456789");
        await tab.PressAsync("Open");
        await tab.SeesAsync("https://crm.example.com/in");
        await tab.UntilAsync("document.getElementById('live').innerText === 'live'");
        Assert.Equal("token-of-ops-0123456789", (await tab.EvaluateAsync("sessionStorage.getItem('breakwater-token')")).GetString());
        Assert.False((await tab.EvaluateAsync("JSON.stringify(localStorage).includes('token-of') || document.cookie.includes('token-of') || location.href.includes('token-of')")).GetBoolean());

        var other = await visitor.OpenAsync("#/overview");
        await other.SeesAsync("The server wants a token.");

        // What one tab shows wrongly takes nothing from the others.
        await other.FillAsync("Token", "not-a-token");
        await other.PressAsync("Open");
        await other.SeesAsync("This token is not known.");
        await tab.GoAsync("#/events");
        await site.RecordAsync("1", "order.created", "42");
        await tab.SeesAsync("order.created");
        Assert.Equal(1, site.Engine.Feed.Readers);
    }
}
