using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Ends the attempts that began and never ended, because their node did: each leaves a trace, and its delivery goes on at once. What waits for
/// nobody gets its turn.
/// </summary>
internal sealed class RecoverWrites(Database database, Names names)
{
    /// <summary>So many at a time; a node that dies leaves about as many as it had requests under way.</summary>
    private const int AtOnce = 1_000;

    private const string Begun =
        "SELECT t.delivery, t.number, t.at, n.text, d.state FROM started t JOIN deliveries d ON d.id = t.delivery "
        + "LEFT JOIN names n ON n.id = t.node WHERE t.shard = ANY($2::smallint[]) ORDER BY t.delivery LIMIT $1 FOR UPDATE OF t, d";

    private static readonly string Sql =
        $"WITH kept AS (INSERT INTO attempts ({AttemptColumns.Names}) {AttemptColumns.Rows(1)} ON CONFLICT (delivery, number) DO NOTHING "
        + "RETURNING delivery, number, error), "
        + "goes AS (UPDATE deliveries d SET doubt = 1, attempts = k.number, due = CASE WHEN d.line IS NULL OR d.due IS NOT NULL THEN $14 END, status = NULL, error = k.error FROM kept k "
        + "WHERE d.id = k.delivery AND d.state = 0 RETURNING d.id, d.destination, d.due), "
        + "owed AS (UPDATE undelivered u SET due = g.due FROM goes g WHERE u.destination = g.destination AND u.delivery = g.id AND u.state = 0), "
        + "over AS (DELETE FROM started WHERE delivery = ANY($1::uuid[])) "
        + "SELECT count(*) FROM kept";

    private readonly MissingTurns turns = new(database);

    public async Task<int> RecoverAsync(ShardSet shards, DateTimeOffset now, CancellationToken cancellation)
    {
        var interrupted = 0;
        while (true)
        {
            var (found, made) = await database.CommitAsync((connection, _) => StepAsync(connection, shards, now, cancellation), cancellation);
            interrupted += made;
            if (found < AtOnce)
            {
                break;
            }
        }

        await turns.GiveAsync(shards, now, cancellation);
        return interrupted;
    }

    private async Task<(int Found, int Made)> StepAsync(
        NpgsqlConnection connection, ShardSet shards, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var attempts = await BegunAsync(connection, shards, cancellation);
        if (attempts.Count == 0)
        {
            return (0, 0);
        }

        await names.EnsureAsync(attempts.Select(attempt => attempt.Node), cancellation);
        var columns = new AttemptColumns(attempts.Count);
        attempts.ForEach(attempt => columns.Add(attempt, names[attempt.Node]));
        await using var command = connection.Query(Sql);
        columns.AddTo(command.Parameters).Long(now.UtcTicks);
        var made = (long)(await command.ExecuteScalarAsync(cancellation))!;
        await transaction.CommitAsync(cancellation);
        return (attempts.Count, (int)made);
    }

    private static async Task<List<Attempt>> BegunAsync(NpgsqlConnection connection, ShardSet shards, CancellationToken cancellation)
    {
        var attempts = new List<Attempt>();
        await using var command = connection.Query(Begun);
        command.Parameters.Int(AtOnce).Smalls([.. shards.ToArray().Select(shard => (short)shard)]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var start = new AttemptStart(new DeliveryId(row.Key(0).ToId()), row.Int(1), Moments.FromTicks(row.Long(2))) { Node = row.TextOrNull(3) };
            attempts.Add(Interruption.Of(start, waiting: (DeliveryState)row.Small(4) == DeliveryState.Waiting));
        }

        return attempts;
    }
}
