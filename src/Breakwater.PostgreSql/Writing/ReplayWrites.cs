using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>The steps of bulk replays.</summary>
internal sealed class ReplayWrites(Database database, Names names, Self self)
{
    private const string Create = $"INSERT INTO replays ({ReplayRow.Columns}) VALUES ({ReplayRow.Values}) ON CONFLICT (id) DO NOTHING";

    private const string Advance =
        "UPDATE replays SET progress = $2, ended = $3, total = $4, done = $5, deliveries = $6, cursor = $7 WHERE id = $1 AND progress = 0 "
        + "AND ($9::integer IS NULL OR EXISTS (SELECT 1 FROM shards h WHERE h.shard = $8 AND h.owner = $9))";

    private const string Cancel = "UPDATE replays SET progress = 2, ended = $2 WHERE id = $1 AND progress = 0";

    private const string Find = $"SELECT {ReplayRow.Columns} FROM replays WHERE id = $1";

    public Task CreateAsync(Replay replay, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Create);
            ReplayRow.AddTo(command.Parameters, replay);
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    /// <summary>
    /// The replay's row is changed first: where it is not running, or its shard not this node's, the step is taken back whole.
    /// </summary>
    public async Task<bool> AdvanceAsync(Replay replay, IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        await names.EnsureAsync(deliveries.Select(delivery => delivery.Destination), cancellation);
        return await database.CommitAsync(
            async (connection, _) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                if (!await StepAsync(connection, replay, cancellation))
                {
                    return false;
                }

                if (deliveries.Count > 0)
                {
                    await using var batch = new NpgsqlBatch(connection);
                    KnownDeliveries.AddTo(batch, deliveries, names);
                    await batch.ExecuteNonQueryAsync(cancellation);
                }

                await transaction.CommitAsync(cancellation);
                return true;
            },
            cancellation);
    }

    public Task<Replay?> CancelAsync(ReplayId id, DateTimeOffset now, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(Cancel).Uuid(id.Value.ToKey()).Long(now.UtcTicks);
            batch.Add(Find).Uuid(id.Value.ToKey());
            await using var row = await batch.ExecuteReaderAsync(cancellation);
            var found = await row.ReadAsync(cancellation) ? ReplayRow.Read(row) : null;
            await row.NextResultAsync(cancellation);
            return found;
        },
        cancellation);

    private async Task<bool> StepAsync(NpgsqlConnection connection, Replay replay, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        Fence.AddTo(batch, self);
        var values = batch.Add(Advance).Uuid(replay.Id.Value.ToKey()).Small((short)replay.State).Long(replay.EndedAt.ToTicks())
            .Long(replay.Total).Long(replay.Done).Long(replay.Deliveries).Uuid(replay.Cursor?.Value.ToKey())
            .Small((short)Shards.Of(replay.Id));
        _ = self.Node is { } node ? values.Int(node) : values.NoInt();
        await batch.ExecuteNonQueryAsync(cancellation);
        return batch.BatchCommands[^1].RecordsAffected > 0;
    }
}
