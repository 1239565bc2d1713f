using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.Extensions.Hosting;

namespace Breakwater.AspNetCore;

/// <summary>The engine's life inside an application: it starts before requests are taken and stops after the last one.</summary>
internal sealed class EngineService(EngineParts parts) : IHostedService, IAsyncDisposable
{
    public Engine Engine { get; } = new(parts);

    public Task StartAsync(CancellationToken cancellationToken) => Engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Engine.StopAsync(Limits.StopGrace);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await parts.Transport.DisposeAsync();
        await parts.Store.DisposeAsync();
    }
}
