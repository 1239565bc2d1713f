using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.Extensions.Hosting;

namespace Breakwater.AspNetCore;

/// <summary>Starts the engine with the application, before requests come in, and stops it with grace.</summary>
internal sealed class EngineService(Engine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync(Limits.StopGrace);
}
