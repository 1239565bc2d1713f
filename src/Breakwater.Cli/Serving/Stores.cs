using Breakwater.PostgreSql;
using Breakwater.Sqlite;
using Breakwater.Storage;
using Breakwater.Storage.Sealing;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Serving;

/// <summary>Opens the store that the configuration names.</summary>
internal static class Stores
{
    /// <exception cref="StoreRefusedException">It will not open: what, where, and what to do.</exception>
    public static async Task<IStore> OpenAsync(ServerParts parts, CancellationToken cancellation)
    {
        var settings = parts.Settings.Store;
        IStore store = settings.Postgres is { } connection
            ? await PostgresStore.OpenAsync(
                new PostgresOptions { Connection = connection }, parts.Clock, parts.Chance, parts.Logs.CreateLogger<PostgresStore>(), cancellation)
            : await SqliteStore.OpenAsync(
                new SqliteOptions { Path = Path.GetFullPath(settings.Sqlite, parts.Folder) },
                parts.Clock,
                parts.Logs.CreateLogger<SqliteStore>(),
                cancellation);
        return await SealedStore.OverAsync(store, settings.EncryptKeys, parts.Clock, cancellation);
    }
}
