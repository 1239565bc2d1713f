using System.Data;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Opening;
using Breakwater.PostgreSql.Reading;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql;

/// <summary>
/// One moment of a store, read beside the nodes that work on it: nobody waits for it, and what is written afterwards is not in it. While it is
/// open the server keeps every version of a row that this moment sees, so tables grow by what changes.
/// </summary>
public sealed class PostgresSnapshot : ITransferSource, IAsyncDisposable
{
    private const string Nodes = "SELECT name FROM nodes WHERE until > clock_timestamp() ORDER BY name COLLATE \"C\"";

    private readonly string place;
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection connection;

    private PostgresSnapshot(string place, NpgsqlDataSource source, NpgsqlConnection connection, string? holder)
    {
        this.place = place;
        this.source = source;
        this.connection = connection;
        Holder = holder;
    }

    /// <summary>The names of the nodes that work on it; null for none.</summary>
    public string? Holder { get; }

    /// <summary>Connects; the moment is now.</summary>
    /// <param name="options">Which database.</param>
    /// <param name="cancellation">Ends the attempt to open it.</param>
    /// <exception cref="StoreRefusedException">It cannot be reached, or is not a store that this program knows: what, where and what to do.</exception>
    public static async Task<PostgresSnapshot> OpenAsync(PostgresOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var text = options.Connection.Reveal();
        var read = ConnectionText.Read(text);
        var place = ConnectionText.Place(read);
        var source = Pools.ForMoving(text, options);
        try
        {
            var (_, version) = await SchemaVersions.LookAsync(source, Pools.SchemaOf(read), place, cancellation);
            if (version < SchemaVersions.Current)
            {
                throw new StoreRefusedException(version == 0
                    ? $"{place} has no tables of Breakwater: correct store.postgres, or start a node once, which makes them."
                    : $"{place} has schema version {version}, and this program reads {SchemaVersions.Current}: start a node once, which upgrades it.");
            }

            var connection = await source.OpenConnectionAsync(cancellation);
            // Ended by closing the connection: it has written nothing.
            _ = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            // The moment is that of the first read.
            return new PostgresSnapshot(place, source, connection, await NodesAsync(connection, cancellation));
        }
        catch (Exception failure)
        {
            await source.DisposeAsync();
            throw failure is not StoreRefusedException && Refusal.Words(failure, place, read) is { } words ? new StoreRefusedException(words, failure) : failure;
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<WholeEvent>> ReadEventsAsync(EventId? after, int limit, long limitBytes, CancellationToken cancellation) =>
        ReadAsync(connection.WholeEventsAsync(after, limit, limitBytes, cancellation));

    /// <inheritdoc />
    public Task<IReadOnlyList<Replay>> ReadReplaysAsync(ReplayId? after, int limit, CancellationToken cancellation) =>
        ReadAsync(connection.ReplaysAsync(after, limit, cancellation));

    /// <inheritdoc />
    public Task<long> CountEventsAsync(CancellationToken cancellation) => ReadAsync(connection.CountOfEventsAsync(cancellation));

    /// <summary>Gives the moment up.</summary>
    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await source.DisposeAsync();
    }

    private static async Task<string?> NodesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var names = new List<string>();
        await using var command = connection.Query(Nodes);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            names.Add(row.Text(0));
        }

        return names.Count > 0 ? string.Join(", ", names) : null;
    }

    /// <summary>The moment is lost with the connection: nothing is tried again.</summary>
    private async Task<T> ReadAsync<T>(Task<T> read)
    {
        try
        {
            return await read;
        }
        catch (Exception failure) when (Failure.IsUnavailable(failure))
        {
            throw new StoreUnavailableException(Failure.Explain(failure, place), failure);
        }
    }
}
