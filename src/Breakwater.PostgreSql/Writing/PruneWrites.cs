using Breakwater.PostgreSql.Calling;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Removes what is over, a small batch a transaction. What to remove is looked for without locks, and looked at again under them.</summary>
internal sealed class PruneWrites(Database database)
{
    private const string IsOver =
        "NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event = e.id AND (d.state = 0 OR d.settled >= $2 OR "
        + "(d.state = 2 AND d.line IS NOT NULL AND (d.ordering & 2) = 0 AND EXISTS (SELECT 1 FROM undelivered w "
        + $"WHERE w.destination = d.destination AND w.line = d.line AND {Turns.InLine} AND w.state = 0)))) "
        + "AND NOT EXISTS (SELECT 1 FROM entity_events h WHERE h.event = e.id AND h.verdict = 3)";

    private const string Find =
        $"SELECT e.id FROM events e WHERE e.id >= $3 AND e.id <= $4 AND e.received < $1 AND {IsOver} ORDER BY e.id LIMIT $5";

    /// <summary>Deliveries can't be added to an event that is locked, nor can one that waits for its row's lock be missed afterwards.</summary>
    private const string Hold = "SELECT 1 FROM events WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE";

    private const string HoldDeliveries = "SELECT 1 FROM deliveries WHERE event = ANY($1::uuid[]) ORDER BY id FOR UPDATE";

    private static readonly string Remove =
        $"WITH gone AS MATERIALIZED (SELECT e.id, e.kind, e.idempotency FROM events e WHERE e.id = ANY($1::uuid[]) AND {IsOver}), "
        + "attempt AS (DELETE FROM attempts a USING gone g JOIN deliveries d ON d.event = g.id WHERE a.delivery = d.id), "
        + "start AS (DELETE FROM started t USING gone g JOIN deliveries d ON d.event = g.id WHERE t.delivery = d.id), "
        + "delivery AS (DELETE FROM deliveries d USING gone g WHERE d.event = g.id RETURNING d.id, d.destination, d.state), "
        + "good AS (DELETE FROM good_answers a USING delivery d WHERE a.delivery = d.id), "
        + "given_up AS (DELETE FROM undelivered u USING delivery d "
        + "WHERE u.destination = d.destination AND u.state = d.state AND u.delivery = d.id AND u.state > 0), "
        + "counted AS (INSERT INTO counts AS c (destination, state, slot, count) "
        + $"SELECT destination, state, {Slots.Mine}, -count(*) FROM delivery GROUP BY destination, state ORDER BY destination, state "
        + "ON CONFLICT (destination, state, slot) DO UPDATE SET count = c.count + excluded.count), "
        + "said AS (DELETE FROM entity_events h USING gone g WHERE h.event = g.id), "
        + "again AS (DELETE FROM duplicates d USING gone g WHERE d.event = g.id RETURNING d.event, d.count), "
        + "identity AS (DELETE FROM identities i USING (SELECT * FROM unnest($3::integer[], $4::uuid[], $1::uuid[])) AS k (source, hash, event) "
        + "WHERE i.source = k.source AND i.hash = k.hash AND i.event = k.event AND (k.event IN (SELECT id FROM gone)) IS TRUE), "
        + "sourced AS (INSERT INTO sources AS s (source, slot, events, duplicates, last) "
        + $"SELECT k.source, {Slots.Mine}, -count(*), -coalesce(sum(a.count), 0), 0 FROM gone g JOIN kinds k ON k.id = g.kind "
        + "LEFT JOIN again a ON a.event = g.id GROUP BY k.source ORDER BY k.source ON CONFLICT (source, slot) DO UPDATE "
        + "SET events = s.events + excluded.events, duplicates = s.duplicates + excluded.duplicates), "
        + "event AS (DELETE FROM events e USING gone g WHERE e.id = g.id) "
        + "SELECT count(*) FROM gone";

    /// <summary>Events that are over, oldest first, between two ids.</summary>
    public Task<List<Over>> FindAsync(DateTimeOffset before, Guid after, Guid end, int limit, CancellationToken cancellation) => database.ReadAsync(
        async connection =>
        {
            var found = new List<Guid>();
            await using (var command = connection.Query(Find))
            {
                command.Parameters.Long(before.UtcTicks).Long(before.UtcTicks).Uuid(after).Uuid(end).Int(limit);
                await using var row = await command.ExecuteReaderAsync(cancellation);
                while (await row.ReadAsync(cancellation))
                {
                    found.Add(row.Key(0));
                }
            }

            return await IdentifyAsync(connection, found, cancellation);
        },
        cancellation);

    public Task<int> RemoveAsync(IReadOnlyList<Over> events, DateTimeOffset before, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            Guid[] ids = [.. events.Select(over => over.Event)];
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(Hold).Uuids(ids);
            Turns.HoldOf(batch, ids);
            batch.Add(HoldDeliveries).Uuids(ids);
            batch.Add(Remove).Uuids(ids).Long(before.UtcTicks)
                .Ints([.. events.Select(over => over.Source)]).Uuids([.. events.Select(over => over.Hash)]);
            Turns.ForgetOf(batch, ids);
            await using var row = await batch.ExecuteReaderAsync(cancellation);
            await row.NextResultAsync(cancellation);
            await row.NextResultAsync(cancellation);
            await row.NextResultAsync(cancellation);
            var removed = await row.ReadAsync(cancellation) ? (int)row.Long(0) : 0;
            await row.NextResultAsync(cancellation);
            return removed;
        },
        cancellation);

    private static async Task<List<Over>> IdentifyAsync(NpgsqlConnection connection, List<Guid> events, CancellationToken cancellation)
    {
        var over = new List<Over>(events.Count);
        await using var command = connection.Query(
            "SELECT e.id, k.source, e.idempotency FROM events e JOIN kinds k ON k.id = e.kind WHERE e.id = ANY($1::uuid[]) ORDER BY e.id");
        command.Parameters.Uuids([.. events]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            over.Add(new Over(row.Key(0), row.Int(1), Rows.Hashes.Of(row.Text(2))));
        }

        return over;
    }
}

/// <summary>An event that is over, and what it was identified by.</summary>
internal readonly record struct Over(Guid Event, int Source, Guid Hash);
