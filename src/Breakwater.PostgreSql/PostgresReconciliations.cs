using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql;

/// <summary>Keeps reconciliations.</summary>
internal sealed class PostgresReconciliations(Database database, LastId last, Self self) : IReconciliationStore
{
    private const string Create =
        "INSERT INTO reconciliations (id, subject, state, dry, report) VALUES ($1, $2, 0, $3, $4) ON CONFLICT DO NOTHING";

    private const string Known = "SELECT count(*) FROM reconciliations WHERE id = $1";

    private const string Find = "SELECT report FROM reconciliations WHERE id = $1";

    private const string LastDone =
        "SELECT report FROM reconciliations WHERE subject = $1 AND state = 1 AND NOT dry ORDER BY id DESC LIMIT 1";

    /// <summary>What runs on a schedule is the work of the owner of shard 0.</summary>
    private const string Advance =
        "UPDATE reconciliations SET state = $2, ended = $3, report = $4 WHERE id = $1 AND state = 0 "
        + "AND ($5::integer IS NULL OR EXISTS (SELECT 1 FROM shards h WHERE h.shard = 0 AND h.owner = $5))";

    private const string Prune =
        "DELETE FROM reconciliations WHERE id IN (SELECT r.id FROM reconciliations r WHERE r.ended < $1 AND r.id IS DISTINCT FROM "
        + "(SELECT l.id FROM reconciliations l WHERE l.subject = r.subject AND l.state = 1 AND NOT l.dry ORDER BY l.id DESC LIMIT 1) LIMIT $2)";

    public async Task<bool> CreateAsync(Reconciliation reconciliation, CancellationToken cancellation)
    {
        last.Saw(reconciliation.Id.Value);
        return await database.CommitAsync(
            async (connection, again) =>
            {
                await using var command = connection.Query(Create);
                command.Parameters.Uuid(reconciliation.Id.Value.ToKey()).Text(reconciliation.Subject).Flag(reconciliation.DryRun)
                    .Bytes(ReconciliationCodec.Write(reconciliation));
                return await command.ExecuteNonQueryAsync(cancellation) > 0 || (again && await IsKnownAsync(connection, reconciliation.Id, cancellation));
            },
            cancellation);
    }

    public Task<Reconciliation?> FindAsync(ReconciliationId id, CancellationToken cancellation) =>
        OneAsync(Find, values => values.Uuid(id.Value.ToKey()), cancellation);

    public Task<IReadOnlyList<Reconciliation>> ListAsync(string? subject, int limit, ReconciliationId? after, CancellationToken cancellation) => ReadAsync(
        $"SELECT report FROM reconciliations WHERE id < $1 {(subject is null ? "" : "AND subject = $3 ")}ORDER BY id DESC LIMIT $2",
        values =>
        {
            values.Uuid((after?.Value ?? new SortableId(long.MaxValue, -1)).ToKey()).Int(limit);
            _ = subject is null ? values : values.Text(subject);
        },
        cancellation);

    public Task<IReadOnlyList<Reconciliation>> RunningAsync(CancellationToken cancellation) =>
        ReadAsync("SELECT report FROM reconciliations WHERE state = 0 ORDER BY id", _ => { }, cancellation);

    public Task<Reconciliation?> LastDoneAsync(string subject, CancellationToken cancellation) =>
        OneAsync(LastDone, values => values.Text(subject), cancellation);

    public Task<bool> AdvanceAsync(Reconciliation reconciliation, CancellationToken cancellation) => database.CommitAsync(
        async (connection, again) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var batch = new NpgsqlBatch(connection);
            Fence.AddTo(batch, self);
            var values = batch.Add(Advance).Uuid(reconciliation.Id.Value.ToKey()).Small((short)reconciliation.State)
                .Long(reconciliation.EndedAt.ToTicks()).Bytes(ReconciliationCodec.Write(reconciliation));
            _ = self.Node is { } node ? values.Int(node) : values.NoInt();
            await batch.ExecuteNonQueryAsync(cancellation);
            var changed = batch.BatchCommands[^1].RecordsAffected > 0;
            await transaction.CommitAsync(cancellation);

            // Its end may have been committed by the call whose answer was lost.
            return changed || (again && reconciliation.State != ReconciliationState.Running && await HasEndedAsync(connection, reconciliation, cancellation));
        },
        cancellation);

    public Task<Reconciliation?> CancelAsync(ReconciliationId id, DateTimeOffset now, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var found = await FindAsync(connection, id, " FOR UPDATE", cancellation);
            if (found is { State: ReconciliationState.Running })
            {
                found = found with { State = ReconciliationState.Cancelled, EndedAt = now };
                await using var command = connection.Query("UPDATE reconciliations SET state = 3, ended = $2, report = $3 WHERE id = $1");
                command.Parameters.Uuid(id.Value.ToKey()).Long(now.UtcTicks).Bytes(ReconciliationCodec.Write(found));
                await command.ExecuteNonQueryAsync(cancellation);
            }

            await transaction.CommitAsync(cancellation);
            return found;
        },
        cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var command = connection.Query(Prune);
            command.Parameters.Long(before.UtcTicks).Int(limit);
            return await command.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    private async Task<Reconciliation?> OneAsync(string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellation) =>
        (await ReadAsync(sql, bind, cancellation)) is [var one, ..] ? one : null;

    private Task<IReadOnlyList<Reconciliation>> ReadAsync(string sql, Action<NpgsqlParameterCollection> bind, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<Reconciliation>>(
            async connection =>
            {
                var found = new List<Reconciliation>();
                await using var command = connection.Query(sql);
                bind(command.Parameters);
                await using var row = await command.ExecuteReaderAsync(cancellation);
                while (await row.ReadAsync(cancellation))
                {
                    found.Add(ReconciliationCodec.Read(row.Bytes(0)));
                }

                return found;
            },
            cancellation);

    private static async Task<Reconciliation?> FindAsync(NpgsqlConnection connection, ReconciliationId id, string how, CancellationToken cancellation)
    {
        await using var command = connection.Query(Find + how);
        command.Parameters.Uuid(id.Value.ToKey());
        return await command.ExecuteScalarAsync(cancellation) is byte[] report ? ReconciliationCodec.Read(report) : null;
    }

    private static async Task<bool> HasEndedAsync(NpgsqlConnection connection, Reconciliation one, CancellationToken cancellation) =>
        (await FindAsync(connection, one.Id, "", cancellation))?.State == one.State;

    private static async Task<bool> IsKnownAsync(NpgsqlConnection connection, ReconciliationId id, CancellationToken cancellation)
    {
        await using var command = connection.Query(Known);
        command.Parameters.Uuid(id.Value.ToKey());
        return await command.ExecuteScalarAsync(cancellation) is > 0L;
    }
}
