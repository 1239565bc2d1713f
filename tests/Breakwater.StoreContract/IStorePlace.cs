using Breakwater.Storage;

namespace Breakwater.StoreContract;

/// <summary>Where the stores of one test live: a folder, a database, a piece of memory. Disposed with what it made.</summary>
public interface IStorePlace : IAsyncDisposable
{
    /// <summary>Opens the store of this place: empty the first time, and as it was left afterwards.</summary>
    Task<IStore> OpenAsync();

    /// <summary>What a restart finds when the process of this store is killed now. The given store is disposed of without being asked.</summary>
    Task<IStore> CrashAsync(IStore store);
}
