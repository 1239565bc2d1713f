using System.Collections.Concurrent;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>
/// Connections that read beside the writer: a bounded number, opened when first needed. Reads block in SQLite, so they run on the pool's
/// threads and never on the caller's.
/// </summary>
internal sealed class Readers(string path, int count, Action<Connection> configure) : IDisposable
{
    private readonly ConcurrentBag<Connection> idle = [];
    private readonly SemaphoreSlim free = new(count);

    /// <exception cref="StoreUnavailableException">The file cannot be read now.</exception>
    public async Task<T> ReadAsync<T>(Func<Connection, T> read, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => Read(read), cancellation);
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose()
    {
        while (idle.TryTake(out var connection))
        {
            connection.Dispose();
        }

        free.Dispose();
    }

    private T Read<T>(Func<Connection, T> read)
    {
        Connection? connection = null;
        try
        {
            connection = idle.TryTake(out var known) ? known : Open();

            // One snapshot for all statements of one question.
            connection.Execute("BEGIN");
            var result = read(connection);
            connection.Execute("COMMIT");
            idle.Add(connection);
            return result;
        }
        catch (SqliteFailure failure)
        {
            connection?.Dispose();
            throw failure.AsUnavailable(path);
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    private Connection Open()
    {
        var connection = Connection.Open(path, write: false);
        configure(connection);
        return connection;
    }
}
