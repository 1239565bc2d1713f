using System.Text;
using Breakwater.AspNetCore;
using Breakwater.Configuration;
using Breakwater.Running;
using Breakwater.Simulation.InMemory;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Dashboard.Tests;

/// <summary>A whole server with its dashboard on real sockets, a store in memory and a pretended far end.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly InMemoryStore store = new();
    private readonly BreakwaterHost host;
    private bool stopped;

    private Site(Settings settings)
    {
        Engine = new Engine(new EngineParts
        {
            Settings = settings,
            Store = store,
            Transport = FarEnd,
            Clock = TimeProvider.System,
            Chance = Random.Shared,
            Logs = NullLoggerFactory.Instance,
            Node = "test",
        });
        host = BreakwaterHost.Create(Engine, settings, configure: null, new BreakwaterWebOptions { Beside = routes => routes.MapBreakwaterDashboard() });
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public FarEnd FarEnd { get; } = new();

    public Engine Engine { get; }

    public Uri Admin => host.AdminAddress;

    public HttpClient Http { get; } = new(new HttpClientHandler { AllowAutoRedirect = false });

    public static async Task<Site> StartAsync(Settings? settings = null)
    {
        var site = new Site(settings ?? Arranged.Settings);
        await site.host.StartAsync(Cancellation);
        return site;
    }

    /// <summary>Sends a webhook; gives the answer's text.</summary>
    public async Task<string> SendAsync(string id, string type, string order, string note = "", string source = "shop")
    {
        var body = $$"""{"id":"{{id}}","type":"{{type}}","order":"{{order}}","note":{{System.Text.Json.JsonSerializer.Serialize(note)}}}""";
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Http.PostAsync(new Uri(host.IngressAddress, $"/in/{source}"), content, Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    /// <summary>Sends a webhook that is recorded; gives the event's id.</summary>
    public async Task<string> RecordAsync(string id, string type, string order, string note = "") =>
        System.Text.Json.JsonDocument.Parse(await SendAsync(id, type, order, note)).RootElement.GetProperty("id").GetString()!;

    public async Task StopAsync()
    {
        stopped = true;
        await host.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!stopped)
        {
            await StopAsync();
        }

        await host.DisposeAsync();
        await Engine.DisposeAsync();
        await store.DisposeAsync();
    }
}
