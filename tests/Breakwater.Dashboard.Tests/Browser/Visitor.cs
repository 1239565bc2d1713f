using System.Text.Json.Nodes;
using Xunit;

namespace Breakwater.Dashboard.Tests.Browser;

/// <summary>Somebody with a browser: tabs that share what tabs of one browser share.</summary>
internal sealed class Visitor(DevTools tools, string context, Uri address) : IAsyncDisposable
{
    /// <summary>Opens a page of the dashboard (<c>#/events</c>) in a new tab; a script may run before the page's own.</summary>
    public async Task<Tab> OpenAsync(string place, string? before = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var target = await tools.CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank", ["browserContextId"] = context }, session: null, cancellation);
        var attached = await tools.CallAsync(
            "Target.attachToTarget",
            new JsonObject { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true },
            session: null,
            cancellation);
        var tab = new Tab(tools, attached.GetProperty("sessionId").GetString()!);
        await tab.BeginAsync(new Uri(address, place), before);
        return tab;
    }

    public async ValueTask DisposeAsync() =>
        await tools.CallAsync("Target.disposeBrowserContext", new JsonObject { ["browserContextId"] = context }, session: null, CancellationToken.None);
}
