using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Opening;
using Breakwater.Sqlite.Reading;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>
/// One moment of a store, read beside whoever has it open: nobody waits for it, and what is written afterwards is not in it. While it is open
/// the write-ahead log grows by what is written.
/// </summary>
public sealed class SqliteSnapshot : ITransferSource, IDisposable
{
    private readonly string path;
    private readonly Connection connection;

    private SqliteSnapshot(string path, Connection connection, string? holder)
    {
        this.path = path;
        this.connection = connection;
        Holder = holder;
    }

    /// <summary>The process that has the store open; null for none.</summary>
    public string? Holder { get; }

    /// <summary>Opens the file for reading; the moment is now.</summary>
    /// <exception cref="StoreRefusedException">It is not there, or not a store that this program knows: what, where and what to do.</exception>
    public static Task<SqliteSnapshot> OpenAsync(string path, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(path);
        return Task.Run(() => Open(full), cancellation);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<WholeEvent>> ReadEventsAsync(EventId? after, int limit, long limitBytes, CancellationToken cancellation) =>
        ReadAsync(() => connection.WholeEvents(after, limit, limitBytes), cancellation);

    /// <inheritdoc />
    public Task<IReadOnlyList<Replay>> ReadReplaysAsync(ReplayId? after, int limit, CancellationToken cancellation) =>
        ReadAsync(() => connection.Replays(after, limit), cancellation);

    /// <inheritdoc />
    public Task<long> CountEventsAsync(CancellationToken cancellation) => ReadAsync(connection.CountOfEvents, cancellation);

    /// <summary>Gives the moment up.</summary>
    public void Dispose() => connection.Dispose();

    private static SqliteSnapshot Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreRefusedException($"{path} is not there: correct store.sqlite, or start the server once, which makes it.");
        }

        Connection? connection = null;
        try
        {
            connection = Connections.ForReading(path);
            var version = SchemaVersions.Ours.Check(connection, path);
            if (version < SchemaVersions.Ours.Current)
            {
                throw new StoreRefusedException($"{path} has schema version {version}, and this program reads {SchemaVersions.Ours.Current}: start the server once, which upgrades it.");
            }

            connection.Execute("BEGIN");
            // The moment is that of the first read.
            _ = connection.CountOfEvents();
            return new SqliteSnapshot(path, connection, FileLock.HolderOf(path));
        }
        catch (Exception exception)
        {
            connection?.Dispose();
            throw exception is SqliteFailure failure ? new StoreRefusedException(failure.Explain(path), failure) : exception;
        }
    }

    /// <summary>One read after the other: a connection is for one at a time.</summary>
    private Task<T> ReadAsync<T>(Func<T> read, CancellationToken cancellation) => Task.Run(
        () =>
        {
            try
            {
                return read();
            }
            catch (SqliteFailure failure)
            {
                throw new StoreUnavailableException(failure.Explain(path), failure);
            }
        },
        cancellation);
}
