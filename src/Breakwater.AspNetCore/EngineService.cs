using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.Extensions.Hosting;

namespace Breakwater.AspNetCore;

/// <summary>The engine's life inside an application: it starts before requests are taken, and stops with grace after the last one.</summary>
internal sealed class EngineService(Engine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(Limits.StopGrace);
}
