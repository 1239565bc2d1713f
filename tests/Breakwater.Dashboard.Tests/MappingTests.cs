using Breakwater.AspNetCore;
using Breakwater.Dashboard.Tests.Browser;
using Breakwater.Running;
using Breakwater.Simulation.InMemory;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Dashboard.Tests;

public sealed class MappingTests(Chromium chromium)
{
    [Theory]
    [InlineData("ops")]
    [InlineData("ops/")]
    [InlineData("base/ops/")]
    [InlineData("proxied/base/ops")]
    public async Task It_works_in_any_application_under_any_path_behind_a_path_base_and_a_proxy(string path)
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var app = Build();
        app.Use(Proxy);
        app.UsePathBase("/base");
        app.UseRouting();
        app.MapGroup("/inside").MapBreakwaterApi();
        app.MapBreakwaterDashboard("/ops", api: "/inside");
        await app.StartAsync(Site.Cancellation);

        await using var visitor = await chromium.VisitAsync(new Uri(app.Urls.First()));
        var tab = await visitor.OpenAsync(path);
        await tab.SeesAsync("Everything is well");
        await tab.UntilAsync("document.getElementById('live').innerText === 'live'");
        Assert.Empty(tab.Complaints);
        await app.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("/ops/{tenant}")]
    [InlineData("/ops?x")]
    public void A_path_with_parameters_is_refused(string path)
    {
        using var app = (IDisposable)Build();
        Assert.Throws<ArgumentException>(() => ((WebApplication)app).MapBreakwaterDashboard(path));
    }

    /// <summary>A proxy that takes its prefix away and says nothing of it.</summary>
    private static Task Proxy(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/proxied", out var rest))
        {
            context.Request.Path = rest;
        }

        return next(context);
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddBreakwater(_ => new EngineParts
        {
            Settings = Arranged.Settings,
            Store = new InMemoryStore(),
            Transport = new FarEnd(),
            Clock = TimeProvider.System,
            Chance = Random.Shared,
            Logs = NullLoggerFactory.Instance,
            Node = "test",
        });
        return builder.Build();
    }
}
