using Breakwater.PostgreSql.Calling;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Takes free shards: whose owner is nobody, or whose owner's lease is over.</summary>
internal sealed class ClaimWrites(Database database)
{
    /// <summary>Owners without a row have long been gone.</summary>
    private const string Gone =
        "SELECT DISTINCT s.owner FROM shards s WHERE s.shard = ANY($1::smallint[]) AND s.owner IS NOT NULL AND s.owner <> $2 "
        + "AND NOT EXISTS (SELECT 1 FROM nodes n WHERE n.id = s.owner AND n.until >= clock_timestamp()) ORDER BY s.owner";

    /// <summary>Nothing is settled for them any more before this is committed, and what is settled afterwards sees it.</summary>
    private static readonly string Alone = $"SELECT pg_advisory_xact_lock({Fence.Lock}, o) FROM unnest($1::integer[]) AS o";

    /// <summary>Looks again, now that the locks are held; an owner that has come back keeps its shards, and none can come back meanwhile.</summary>
    private const string BackAgain = "SELECT id FROM nodes WHERE id = ANY($1::integer[]) AND until >= clock_timestamp() FOR UPDATE";

    private const string HoldExpired = "SELECT id FROM nodes WHERE id = ANY($1::integer[]) ORDER BY id FOR UPDATE";

    private const string Take =
        "UPDATE shards s SET owner = $1, epoch = s.epoch + 1 WHERE s.shard = ANY($2::smallint[]) "
        + "AND (s.owner IS NULL OR s.owner = $1 OR s.owner = ANY($3::integer[])) "
        + "AND EXISTS (SELECT 1 FROM nodes n WHERE n.id = $1 AND n.until > clock_timestamp()) RETURNING s.shard, s.epoch";

    /// <returns>By shard: its new epoch.</returns>
    public Task<Dictionary<int, long>> ClaimAsync(int me, ShardSet shards, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            short[] wanted = [.. shards.ToArray().Select(shard => (short)shard)];
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var gone = await GoneAsync(connection, wanted, me, cancellation);
            await using var command = connection.Query(Take);
            command.Parameters.Int(me).Smalls(wanted).Ints(gone);
            var epochs = new Dictionary<int, long>();
            await using (var row = await command.ExecuteReaderAsync(cancellation))
            {
                while (await row.ReadAsync(cancellation))
                {
                    epochs.Add(row.Small(0), row.Long(1));
                }
            }

            await transaction.CommitAsync(cancellation);
            return epochs;
        },
        cancellation);

    /// <summary>The owners whose lease is over, held so that they stay so.</summary>
    private static async Task<int[]> GoneAsync(NpgsqlConnection connection, short[] wanted, int me, CancellationToken cancellation)
    {
        int[] gone;
        await using (var ask = connection.Query(Gone))
        {
            ask.Parameters.Smalls(wanted).Int(me);
            gone = [.. await NumbersAsync(ask, cancellation)];
        }

        if (gone.Length == 0)
        {
            return gone;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Alone).Ints(gone);
        batch.Add(HoldExpired).Ints(gone);
        await batch.ExecuteNonQueryAsync(cancellation);
        await using var again = connection.Query(BackAgain);
        again.Parameters.Ints(gone);
        return [.. gone.Except(await NumbersAsync(again, cancellation))];
    }

    private static async Task<List<int>> NumbersAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var numbers = new List<int>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            numbers.Add(row.Int(0));
        }

        return numbers;
    }
}
