using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Reading;
using Breakwater.PostgreSql.Rows;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql;

/// <summary>Keeps bulk replays.</summary>
internal sealed class PostgresReplays(Database database, Names names, LastId last, Self self) : IReplayStore
{
    private const string One = $"SELECT {ReplayRow.Columns} FROM replays WHERE id = $1";

    private const string Newest = $"SELECT {ReplayRow.Columns} FROM replays ORDER BY id DESC LIMIT $1";

    private readonly ReplayWrites writes = new(database, names, self);

    public async Task CreateAsync(Replay replay, CancellationToken cancellation)
    {
        await writes.CreateAsync(replay, cancellation);
        last.Saw(replay.Id.Value);
    }

    public async Task<Replay?> FindAsync(ReplayId id, CancellationToken cancellation) => await database.ReadAsync(
        async connection =>
        {
            await using var command = connection.Query(One);
            command.Parameters.Uuid(id.Value.ToKey());
            return (await ReadAsync(command, cancellation)).FirstOrDefault();
        },
        cancellation);

    public Task<IReadOnlyList<Replay>> ListAsync(int limit, CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<Replay>>(
        async connection =>
        {
            await using var command = connection.Query(Newest);
            command.Parameters.Int(limit);
            return await ReadAsync(command, cancellation);
        },
        cancellation);

    public Task<IReadOnlyList<Event>> NextAsync(Replay replay, int limit, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.NextAsync(replay, limit, cancellation), cancellation);

    public async Task<bool> AdvanceAsync(Replay replay, IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        var advanced = await writes.AdvanceAsync(replay, deliveries, cancellation);
        last.Saw(deliveries);
        return advanced;
    }

    public Task<Replay?> CancelAsync(ReplayId id, DateTimeOffset now, CancellationToken cancellation) =>
        writes.CancelAsync(id, now, cancellation);

    private static async Task<List<Replay>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var found = new List<Replay>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add(ReplayRow.Read(row));
        }

        return found;
    }
}
