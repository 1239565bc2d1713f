using System.Collections.Concurrent;
using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Breakwater.AspNetCore.Tests;

/// <summary>A platform on a real socket, and a server whose calls reach it through the real transport.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private readonly WebApplication app;
    private HttpTransport? transport;

    private Platform(WebApplication app) => this.app = app;

    /// <summary>What answers; the default is 200 without a body.</summary>
    public RequestDelegate Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>What came: method, target as it stood on the wire, headers and body.</summary>
    public ConcurrentQueue<Arrived> Got { get; } = new();

    public static async Task<Platform> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var platform = new Platform(app);
        app.Run(platform.AnswerAsync);
        await app.StartAsync(Site.Cancellation);
        return platform;
    }

    /// <summary>A server with one destination, <c>platform</c>, which is this.</summary>
    public async Task<Site> SiteAsync(Func<DestinationSettings, DestinationSettings>? change = null)
    {
        var destination = new DestinationSettings
        {
            Name = "platform",
            Url = new Uri(app.Urls.First() + "/api"),
            Headers = [new("Authorization", new Secret("Bearer of-the-platform"))],
            Retry = new RetrySettings { First = TimeSpan.FromMilliseconds(20) },
        };
        var settings = Arranged.Settings with
        {
            Network = new NetworkSettings { Allow = [System.Net.IPNetwork.Parse("127.0.0.0/8")] },
            Routes = [],
            Destinations = new Dictionary<string, DestinationSettings> { ["platform"] = change?.Invoke(destination) ?? destination }.ToFrozenDictionary(),
        };
        transport = new HttpTransport(settings, TimeProvider.System);
        var site = await Site.StartAsync(settings, new BreakwaterWebOptions());
        site.FarEnd.Answer = transport.SendAsync;
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        if (transport is not null)
        {
            await transport.DisposeAsync();
        }

        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Got.Enqueue(new Arrived(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray()));
        await Answer(context);
    }

    internal sealed record Arrived(string Method, string Target, Dictionary<string, string> Headers, byte[] Body);
}
