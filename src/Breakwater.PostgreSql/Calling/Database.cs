using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Calling;

/// <summary>
/// The two pools, and the one place where calls fail: a conflict of two commits is tried again, a call whose connection broke is tried once
/// more on another one (every write of this store can be, whatever became of the first), and everything else that may be better later is a
/// <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private const int ConflictsMost = 8;

    private readonly NpgsqlDataSource writers;
    private readonly NpgsqlDataSource readers;
    private readonly Reach reach;

    /// <param name="place">Where it is, for messages: without user and password.</param>
    /// <param name="writers">Connections for commits and senders.</param>
    /// <param name="readers">Connections for people.</param>
    /// <param name="reach">Whether the server is there.</param>
    public Database(string place, NpgsqlDataSource writers, NpgsqlDataSource readers, Reach reach)
    {
        Place = place;
        this.writers = writers;
        this.readers = readers;
        this.reach = reach;
    }

    public string Place { get; }

    /// <summary>Commits. The work is told whether it may have been done before; it may be done again.</summary>
    public Task<T> CommitAsync<T>(Func<NpgsqlConnection, bool, Task<T>> work, CancellationToken cancellation) =>
        RunAsync(writers, work, cancellation);

    /// <summary>Reads for senders.</summary>
    public Task<T> FetchAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation) =>
        RunAsync(writers, (connection, _) => work(connection), cancellation);

    /// <summary>Reads for people.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation) =>
        RunAsync(readers, (connection, _) => work(connection), cancellation);

    public async ValueTask DisposeAsync()
    {
        await writers.DisposeAsync();
        await readers.DisposeAsync();
    }

    private async Task<T> RunAsync<T>(NpgsqlDataSource source, Func<NpgsqlConnection, bool, Task<T>> work, CancellationToken cancellation)
    {
        var again = false;
        for (var conflicts = 0; ;)
        {
            reach.Expect();
            var open = false;
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellation);
                open = true;
                var result = await work(connection, again);
                reach.Found();
                return result;
            }
            catch (Exception conflict) when (Failure.IsConflict(conflict) && conflicts < ConflictsMost)
            {
                conflicts++;
            }
            catch (Exception lost) when (open && !again && Failure.IsLost(lost))
            {
                again = true;
                source.Clear();
            }
            catch (Exception failure) when (failure is not StoreUnavailableException && Failure.IsUnavailable(failure))
            {
                throw Unavailable(failure);
            }
        }
    }

    private StoreUnavailableException Unavailable(Exception failure)
    {
        var words = Failure.Explain(failure, Place);
        if (Failure.IsLost(failure))
        {
            reach.Missed(words);
        }

        return new StoreUnavailableException(words, failure);
    }
}
