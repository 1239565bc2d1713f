using Breakwater.Running;

namespace Breakwater.AspNetCore;

/// <summary>An engine that an application made of parts, and that goes with it: the engine first, then what it stood on.</summary>
internal sealed class OwnedEngine(EngineParts parts) : IAsyncDisposable
{
    public Engine Engine { get; } = new(parts);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await parts.Transport.DisposeAsync();
        await parts.Store.DisposeAsync();
    }
}
