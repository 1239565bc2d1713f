using System.Collections.Concurrent;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Opening;
using Breakwater.Storage;
using SQLitePCL;

namespace Breakwater.Sqlite.Reading;

/// <summary>A few connections that read beside the writer, each read on one snapshot. Further reads wait for a free one.</summary>
internal sealed class Readers(string path, int count) : IAsyncDisposable
{
    private readonly SemaphoreSlim free = new(count, count);
    private readonly ConcurrentBag<Connection> idle = [];
    private volatile bool closed;

    public async Task<T> ReadAsync<T>(Func<Connection, T> read, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        try
        {
            if (closed)
            {
                throw new StoreUnavailableException($"The store {path} is closed.");
            }

            // SQLite blocks; callers of a store never do.
            return await Task.Run(() => Read(read, cancellation), cancellation);
        }
        finally
        {
            free.Release();
        }
    }

    /// <summary>Waits for reads under way, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = 0; i < count; i++)
        {
            await free.WaitAsync();
        }

        closed = true;
        while (idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        free.Release(count);
    }

    private T Read<T>(Func<Connection, T> read, CancellationToken cancellation)
    {
        Connection? connection = null;
        try
        {
            connection = idle.TryTake(out var kept) ? kept : Connections.ForReading(path);
            T result;
            using (cancellation.Register(static reader => ((Connection)reader!).Interrupt(), connection))
            {
                connection.Execute("BEGIN");
                result = read(connection);
            }

            connection.Execute("COMMIT");
            idle.Add(connection);
            return result;
        }
        catch (SqliteFailure failure)
        {
            connection?.Dispose();
            throw failure.Code == raw.SQLITE_INTERRUPT
                ? new OperationCanceledException(failure.Message, failure, cancellation)
                : new StoreUnavailableException(failure.Explain(path), failure);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or ArgumentOutOfRangeException)
        {
            // Rows that contradict each other, moments that there are none of: SQLite sees the structure of a page, and nothing of its meaning.
            connection?.Dispose();
            throw new StoreUnavailableException($"{path} is damaged ({unreadable.Message}): stop, keep the file, and restore a backup.", unreadable);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }
}
