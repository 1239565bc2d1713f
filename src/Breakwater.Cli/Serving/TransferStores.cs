using Breakwater.Sqlite;
using Breakwater.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Cli.Serving;

/// <summary>Opens the store of the configuration for moving: one moment of it to read, or the whole of it to write.</summary>
internal static class TransferStores
{
    /// <summary>One moment of the store, beside a server that may be running.</summary>
    public static Task<SqliteSnapshot> OpenSourceAsync(string path, CancellationToken cancellation) => SqliteSnapshot.OpenAsync(path, cancellation);

    /// <summary>The store, for this process alone; made where there is none.</summary>
    /// <exception cref="StoreRefusedException">A server has it open, or it can't be opened: what, where and what to do.</exception>
    public static async Task<IStore> OpenTargetAsync(string path, TimeProvider clock, CancellationToken cancellation) =>
        await SqliteStore.OpenAsync(new SqliteOptions { Path = path }, clock, NullLogger.Instance, cancellation);
}
