using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>What people and restarts do: retry, cancel, recover.</summary>
internal sealed class OperatorWrites(Database database, Names names)
{
    /// <summary>The delivery's row is locked first, so that what is read is what is changed.</summary>
    private const string Lock = "SELECT state, destination FROM deliveries WHERE id = $1 FOR NO KEY UPDATE";

    private static readonly string ReviveSql = Changing(
        "state = 0, due = CASE WHEN d.line IS NULL OR d.due IS NOT NULL THEN $2 END, since = $2, before = attempts, settled = NULL, doubt = CASE d.doubt WHEN 2 THEN 0 ELSE d.doubt END", state: 0);

    private static readonly string CancelSql = Changing("state = 4, due = NULL, settled = $2, doubt = 0", state: 4);

    private static readonly string Find = $"SELECT {DeliveryRow.Columns} FROM deliveries d {DeliveryRow.Joined} WHERE d.id = $1";

    public Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        ChangeAsync(ReviveSql, id, now, cancellation);

    public Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        ChangeAsync(CancelSql, id, now, cancellation);

    /// <returns>Those that go in order, as they stand afterwards.</returns>
    public async Task<IReadOnlyList<Delivery>> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        await names.EnsureAsync(deliveries.Select(delivery => delivery.Destination), cancellation);
        return await database.CommitAsync(
            async (connection, _) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                KnownDeliveries.AddTo(batch, deliveries, names);
                await using var row = await batch.ExecuteReaderAsync(cancellation);
                return await OrderedDeliveries.ReadAsync(row, cancellation);
            },
            cancellation);
    }

    /// <summary>From waiting or dead to another state, with everything that follows from it; other states stay as they are.</summary>
    private static string Changing(string set, int state) =>
        "WITH before AS MATERIALIZED (SELECT id, state FROM deliveries WHERE id = $1 AND state IN (0, 2)), "
        + $"moved AS (UPDATE deliveries d SET {set} FROM before b WHERE d.id = b.id RETURNING d.id, d.destination, b.state, d.due), "
        + $"kept AS (UPDATE undelivered u SET state = {state}, due = m.due, rest = NULL, held = false FROM moved m "
        + "WHERE u.destination = m.destination AND u.delivery = m.id AND u.state = 0 AND m.state = 0), "
        + $"dead AS (UPDATE undelivered u SET state = {state}, due = m.due, rest = NULL FROM moved m "
        + "WHERE u.destination = m.destination AND u.delivery = m.id AND u.state = 2 AND m.state = 2) "
        + "INSERT INTO counts AS c (destination, state, slot, count) "
        + $"SELECT destination, state, {Slots.Mine}, sum(change) FROM (SELECT destination, state, -1 AS change FROM moved UNION ALL "
        + $"SELECT destination, {state}, 1 FROM moved) x GROUP BY destination, state HAVING sum(change) <> 0 ORDER BY destination, state "
        + "ON CONFLICT (destination, state, slot) DO UPDATE SET count = c.count + excluded.count";

    private Task<Delivery?> ChangeAsync(string sql, DeliveryId id, DateTimeOffset now, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            var key = id.Value.ToKey();
            await using var batch = new NpgsqlBatch(connection);
            Turns.Hold(batch, key);
            batch.Add(Lock).Uuid(key);
            batch.Add(sql).Uuid(key).Long(now.UtcTicks);
            Turns.PassAfter(batch, key, now);
            batch.Add(Find).Uuid(key);
            await using var row = await batch.ExecuteReaderAsync(cancellation);
            return (await OrderedDeliveries.ReadAsync(row, cancellation)).FirstOrDefault();
        },
        cancellation);
}
