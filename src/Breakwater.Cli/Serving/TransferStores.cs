using Breakwater.PostgreSql;
using Breakwater.Sqlite;
using Breakwater.Storage;
using Breakwater.Storage.Sealing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Cli.Serving;

/// <summary>Opens the store of the configuration for moving: one moment of it to read, or the whole of it to write.</summary>
internal static class TransferStores
{
    /// <summary>One moment of the store, beside servers that may be running.</summary>
    /// <exception cref="StoreRefusedException">It is not there, or can't be opened: what, where and what to do.</exception>
    public static async Task<OpenSource> OpenSourceAsync(StorePlace place, CancellationToken cancellation)
    {
        if (place.Settings.Postgres is { } connection)
        {
            var database = await PostgresSnapshot.OpenAsync(new PostgresOptions { Connection = connection }, cancellation);
            return new OpenSource(SealedStore.Open(database, place.Settings.EncryptKeys), database.Holder, database.DisposeAsync);
        }

        var file = await SqliteSnapshot.OpenAsync(place.SqlitePath, cancellation);
        return new OpenSource(SealedStore.Open(file, place.Settings.EncryptKeys), file.Holder, () =>
        {
            file.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>The store; made where there is none. A file is for this process alone, a database is shared with its nodes.</summary>
    /// <exception cref="StoreRefusedException">A server has the file open, or it can't be opened: what, where and what to do.</exception>
    public static async Task<IStore> OpenTargetAsync(StorePlace place, CommandContext context, CancellationToken cancellation)
    {
        IStore store = place.Settings.Postgres is { } connection
            ? await PostgresStore.OpenAsync(new PostgresOptions { Connection = connection }, context.Clock, context.Chance, NullLogger.Instance, cancellation)
            : await SqliteStore.OpenAsync(new SqliteOptions { Path = place.SqlitePath }, context.Clock, NullLogger.Instance, cancellation);
        return await SealedStore.OverAsync(store, place.Settings.EncryptKeys, context.Clock, cancellation);
    }
}

/// <summary>One moment of a store, open.</summary>
/// <param name="records">Everything in it.</param>
/// <param name="holder">Who works on the store; null for nobody.</param>
/// <param name="close">Gives the moment up.</param>
internal sealed class OpenSource(ITransferSource records, string? holder, Func<ValueTask> close) : IAsyncDisposable
{
    public ITransferSource Records => records;

    public string? Holder => holder;

    public ValueTask DisposeAsync() => close();
}
