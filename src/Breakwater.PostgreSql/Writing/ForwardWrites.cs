using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Makes what waits due earlier, in the shards of this node only: others planned by clocks of their own. It walks upwards along the index of
/// due times and moves downwards, so it meets nothing twice.
/// </summary>
internal sealed class ForwardWrites(Database database, Names names)
{
    private const string Sql =
        "WITH part AS MATERIALIZED (SELECT u.due, u.delivery FROM unnest($1::smallint[]) AS h (shard) CROSS JOIN LATERAL (SELECT due, delivery "
        + "FROM undelivered WHERE shard = h.shard AND destination = $2 AND state = 0 AND (due, delivery) > ($3, $4) ORDER BY due, delivery LIMIT $5) u "
        + "ORDER BY u.due, u.delivery LIMIT $5), "
        + "moved AS (UPDATE deliveries d SET due = greatest(p.due - $6, $7) FROM part p WHERE d.id = p.delivery AND d.state = 0 AND d.due = p.due "
        + "RETURNING d.id, d.due), "
        + "kept AS (UPDATE undelivered u SET due = m.due FROM moved m WHERE u.destination = $2 AND u.delivery = m.id AND u.state = 0) "
        + "SELECT due, delivery, (SELECT count(*) FROM part) FROM part ORDER BY due DESC, delivery DESC LIMIT 1";

    private const string Rests =
        "UPDATE undelivered u SET rest = greatest(u.rest - $4, $5) FROM unnest($1::smallint[]) AS h (shard) "
        + "WHERE u.shard = h.shard AND u.destination = $2 AND u.rest > $3 AND u.rest IS NOT NULL";

    public async Task<DueMark?> BringForwardAsync(Forwarding forwarding, CancellationToken cancellation)
    {
        if (await names.FindAsync(forwarding.Destination, cancellation) is not { } destination)
        {
            return null;
        }

        return await database.CommitAsync(
            async (connection, _) =>
            {
                await using var batch = BatchOf(connection, forwarding, destination);
                await using var row = await batch.ExecuteReaderAsync(cancellation);
                DueMark? reached = await row.ReadAsync(cancellation) && row.GetInt64(2) == forwarding.Limit
                    ? new DueMark(Moments.FromTicks(row.GetInt64(0)), new DeliveryId(row.GetGuid(1).ToId()))
                    : null;
                while (await row.NextResultAsync(cancellation))
                {
                    // To the end: only then it is known to be committed.
                }

                return reached;
            },
            cancellation);
    }

    private static NpgsqlBatch BatchOf(NpgsqlConnection connection, Forwarding forwarding, int destination)
    {
        var batch = new NpgsqlBatch(connection);
        var shards = forwarding.Shards.ToArray().Select(shard => (short)shard).ToArray();
        batch.Add(Sql).Smalls(shards).Int(destination).Long(forwarding.After.Due.UtcTicks).Uuid(forwarding.After.Id.Value.ToKey())
            .Long(forwarding.Limit).Long(forwarding.By.Ticks).Long(forwarding.NotBefore.UtcTicks);
        if (forwarding.IsFirst)
        {
            batch.Add(Rests).Smalls(shards).Int(destination).Long(forwarding.After.Due.UtcTicks).Long(forwarding.By.Ticks).Long(forwarding.NotBefore.UtcTicks);
        }

        return batch;
    }
}
