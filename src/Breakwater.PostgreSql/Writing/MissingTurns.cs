using Breakwater.PostgreSql.Calling;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Gives the turn in every line in which nobody has it and somebody waits: what an import left so in shards that nobody had.</summary>
internal sealed class MissingTurns(Database database)
{
    /// <summary>So many lines at a time.</summary>
    private const int AtOnce = 1_000;

    /// <summary>Of what waits without the turn, the first of each line where nobody has it: one or two looks into an index for each.</summary>
    private const string Find =
        "SELECT c.destination, u.line FROM unnest($1::smallint[]) AS h (shard) CROSS JOIN (SELECT DISTINCT destination FROM counts WHERE state = 0) c "
        + "CROSS JOIN LATERAL (SELECT x.line, x.delivery FROM undelivered x WHERE x.shard = h.shard AND x.destination = c.destination "
        + "AND x.state = 0 AND x.due IS NULL AND NOT x.held) u "
        + "WHERE NOT EXISTS (SELECT 1 FROM undelivered w WHERE w.destination = c.destination AND w.line = u.line AND w.line IS NOT NULL "
        + "AND w.state = 0 AND w.due IS NOT NULL) "
        + $"AND u.delivery = (SELECT w.delivery FROM undelivered w WHERE w.destination = c.destination AND w.line = u.line AND {Turns.InLine} "
        + "ORDER BY w.place, w.delivery LIMIT 1) LIMIT $2";

    private const string Pass =
        "SELECT pass_turn(k.destination, k.line, $3, NULL, $4) FROM unnest($1::integer[], $2::bigint[]) AS k (destination, line)";

    public async Task GiveAsync(ShardSet shards, DateTimeOffset now, CancellationToken cancellation)
    {
        while (await database.FetchAsync(connection => FindAsync(connection, shards, cancellation), cancellation) is { Count: > 0 } lines)
        {
            await database.CommitAsync((connection, _) => PassAsync(connection, lines, now, cancellation), cancellation);
        }
    }

    private static async Task<List<(int Destination, long Line)>> FindAsync(NpgsqlConnection connection, ShardSet shards, CancellationToken cancellation)
    {
        var lines = new List<(int Destination, long Line)>();
        await using var command = connection.Query(Find);
        command.Parameters.Smalls([.. shards.ToArray().Select(shard => (short)shard)]).Int(AtOnce);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            lines.Add((row.Int(0), row.Long(1)));
        }

        lines.Sort();
        return lines;
    }

    private static async Task<int> PassAsync(
        NpgsqlConnection connection, List<(int Destination, long Line)> lines, DateTimeOffset now, CancellationToken cancellation)
    {
        int[] destinations = [.. lines.Select(line => line.Destination)];
        long[] numbers = [.. lines.Select(line => line.Line)];
        await using var batch = new NpgsqlBatch(connection);
        Turns.Hold(batch, destinations, numbers);
        batch.Add(Pass).Ints(destinations).Longs(numbers).Long(now.UtcTicks).Long(Ordering.Margin.Ticks);
        return await batch.ExecuteNonQueryAsync(cancellation);
    }
}
