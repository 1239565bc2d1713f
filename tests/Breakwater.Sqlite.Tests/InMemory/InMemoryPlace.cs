using Breakwater.Storage;
using Breakwater.StoreContract;
using Breakwater.Simulation.InMemory;

namespace Breakwater.Sqlite.Tests.InMemory;

/// <summary>One in-memory store, which survives its own crashes.</summary>
internal sealed class InMemoryPlace(TimeProvider? leases = null) : IStorePlace
{
    private readonly InMemoryStore first = leases is null ? new() : new(leases);

    public Task<IStore> OpenAsync() => Task.FromResult<IStore>(first.Reopen());

    public Task<IStore> CrashAsync(IStore store) => OpenAsync();

    public ValueTask DisposeAsync() => first.DisposeAsync();
}
