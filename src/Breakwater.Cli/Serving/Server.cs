using Breakwater.AspNetCore;
using Breakwater.Dashboard;
using Breakwater.Delivering;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Breakwater.Cli.Serving;

/// <summary>
/// A whole server: store, network, engine and listeners, put together here for <c>run</c>, <c>dev</c> and <c>demo</c> alike. The one owner
/// of the order in which they come and go: the store first and last, the listeners last and first.
/// </summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> parts;
    private readonly BreakwaterHost host;

    private Server(Engine engine, BreakwaterHost host, Stack<IAsyncDisposable> parts)
    {
        Engine = engine;
        this.host = host;
        this.parts = parts;
    }

    public Engine Engine { get; }

    /// <summary>Where webhooks come in, with the port that was really taken.</summary>
    public Uri Ingress => host.IngressAddress;

    /// <summary>Where the API is, with the port that was really taken.</summary>
    public Uri Admin => host.AdminAddress;

    /// <summary>Opens the store, recovers what was under way, listens.</summary>
    /// <exception cref="StopException">The store refuses, or an address is taken: words for the operator.</exception>
    public static async Task<Server> StartAsync(ServerParts parts, CancellationToken cancellation)
    {
        var opened = new Stack<IAsyncDisposable>();
        try
        {
            return await StartAsync(parts, opened, cancellation);
        }
        catch (Exception fault)
        {
            await DisposeAllAsync(opened);
            if (fault is StoreRefusedException or StoreUnavailableException or IOException)
            {
                throw StopException.Failed(fault.Message);
            }

            throw;
        }
    }

    /// <summary>Begins no new work, gives attempts under way their time, commits everything.</summary>
    public Task StopAsync() => host.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => DisposeAllAsync(parts);

    private static async Task<Server> StartAsync(ServerParts parts, Stack<IAsyncDisposable> opened, CancellationToken cancellation)
    {
        var store = await Stores.OpenAsync(parts, cancellation);
        opened.Push(store);
        var transport = new HttpTransport(parts.Settings, parts.Clock);
        opened.Push(transport);
        var engine = new Engine(new EngineParts
        {
            Settings = parts.Settings,
            Store = store,
            Transport = transport,
            Clock = parts.Clock,
            Chance = parts.Chance,
            Logs = parts.Logs,
            Node = parts.Node,
        });
        opened.Push(engine);
        var host = BreakwaterHost.Create(engine, parts.Settings, web => Configure(web, parts), parts.Options with { Beside = routes => routes.MapBreakwaterDashboard() });
        opened.Push(host);
        await host.StartAsync(cancellation);
        return new Server(engine, host, opened);
    }

    private static void Configure(WebApplicationBuilder web, ServerParts parts)
    {
        web.Services.Replace(ServiceDescriptor.Singleton(parts.Logs));
        web.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, OwnLifetime>());
        parts.Web?.Invoke(web);
    }

    private static async ValueTask DisposeAllAsync(Stack<IAsyncDisposable> opened)
    {
        while (opened.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    /// <summary>Signals belong to the program's entry, not to the web host.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
