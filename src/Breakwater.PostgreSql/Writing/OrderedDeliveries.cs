using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Adds deliveries that go in order, of events that are kept: they are inserted without a place and not due, and then take their places one
/// after the other. Doing it again changes nothing.
/// </summary>
internal static class OrderedDeliveries
{
    /// <summary>Of an event that was known already, and so not recorded, there is no row.</summary>
    private const string Lines =
        "INSERT INTO lines (destination, line, event) SELECT k.destination, k.line, k.event "
        + "FROM unnest($1::integer[], $2::bigint[], $3::uuid[]) AS k (destination, line, event) "
        + "WHERE EXISTS (SELECT 1 FROM events e WHERE e.id = k.event) ON CONFLICT (destination, line) DO NOTHING";

    private const string Join =
        "SELECT join_line(w.id, w.destination, w.line, w.event, w.rank, w.bits, w.moment, $8, $9) FROM unnest($1::uuid[], $2::integer[], $3::bigint[], "
        + "$4::uuid[], $5::text[], $6::integer[], $7::bigint[]) AS w (id, destination, line, event, rank, bits, moment)";

    private static readonly string Insert = Inserting(Slots.Mine);

    private static readonly string LaterInsert = Inserting(Slots.Later);

    private static readonly string Find =
        $"SELECT {DeliveryRow.Columns} FROM unnest($1::uuid[]) AS w (id) JOIN deliveries d ON d.id = w.id {DeliveryRow.Joined}";

    private static string Inserting(string slot) =>
        "WITH owed AS (INSERT INTO deliveries (id, event, since, destination, attempts, before, shard, state, replay, line, ordering) "
        + "SELECT w.id, w.event, w.since, w.destination, 0, 0, w.shard, 0, w.replay, w.line, w.ordering FROM ("
        + "SELECT unnest($1::uuid[]) AS id, unnest($2::uuid[]) AS event, unnest($3::bigint[]) AS since, unnest($4::integer[]) AS destination, "
        + "unnest($5::smallint[]) AS shard, unnest($6::uuid[]) AS replay, unnest($7::bigint[]) AS line, unnest($8::smallint[]) AS ordering) w "
        + "WHERE EXISTS (SELECT 1 FROM events e WHERE e.id = w.event) ON CONFLICT (id) DO NOTHING "
        + "RETURNING id, destination, shard, state, line, ordering), "
        + "waiting AS (INSERT INTO undelivered (delivery, destination, shard, state, line, ordering) "
        + "SELECT id, destination, shard, state, line, ordering FROM owed), "
        + "counted AS (INSERT INTO counts AS c (destination, state, slot, count) "
        + $"SELECT destination, state, {slot}, count(*) FROM owed GROUP BY destination, state ORDER BY destination, state "
        + "ON CONFLICT (destination, state, slot) DO UPDATE SET count = c.count + excluded.count) SELECT 1 WHERE false";

    /// <summary>Adds the statements; the last of them gives the deliveries as they stand then. Their destinations' names are ensured.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="deliveries">The deliveries, each with a turn.</param>
    /// <param name="names">Has the destinations' numbers.</param>
    /// <param name="again">True for a replay.</param>
    /// <param name="later">True in a transaction that has changed counters before; the deliveries of a line are then in their order.</param>
    public static void AddTo(NpgsqlBatch batch, IEnumerable<Delivery> deliveries, Names names, bool again, bool later = false)
    {
        // What entities applied takes its places in that order: whoever joins first may be under way at once.
        var ordered = (later ? deliveries : deliveries.OrderBy(delivery => delivery.Id))
            .OrderBy(delivery => names[delivery.Destination]).ThenBy(delivery => delivery.Turn!.Line).ToList();
        Guid[] ids = [.. ordered.Select(delivery => delivery.Id.Value.ToKey())];
        Guid[] events = [.. ordered.Select(delivery => delivery.EventId.Value.ToKey())];
        int[] destinations = [.. ordered.Select(delivery => names[delivery.Destination])];
        long[] lines = [.. ordered.Select(delivery => delivery.Turn!.Line)];
        batch.Add(Lines).Ints(destinations).Longs(lines).Uuids(events);
        Turns.Hold(batch, destinations, lines);
        batch.Add(later ? LaterInsert : Insert).Uuids(ids).Uuids(events).Longs([.. ordered.Select(delivery => delivery.Since.UtcTicks)]).Ints(destinations)
            .Smalls([.. ordered.Select(delivery => (short)delivery.Shard)])
            .Uuids([.. ordered.Select(delivery => delivery.Replay?.Value.ToKey())])
            .Longs(lines)
            .Smalls([.. ordered.Select(delivery => (short)Ordering.Of(delivery.Turn!))]);
        batch.Add(Join).Uuids(ids).Ints(destinations).Longs(lines).Uuids(events)
            .Texts([.. ordered.Select(delivery => delivery.Turn!.Rank)])
            .Ints([.. ordered.Select(delivery => Ordering.Of(delivery.Turn!))])
            .Longs([.. ordered.Select(delivery => (delivery.NextAttemptAt ?? delivery.Since).UtcTicks)])
            .Flag(again)
            .Long(Ordering.Margin.Ticks);
        batch.Add(Find).Uuids(ids);
    }

    /// <summary>Reads what the last statement gave, and goes to the end: only then it is known to be committed.</summary>
    public static async Task<List<Delivery>> ReadAsync(NpgsqlDataReader row, CancellationToken cancellation)
    {
        var found = new List<Delivery>();
        do
        {
            while (row.FieldCount == DeliveryRow.Count && await row.ReadAsync(cancellation))
            {
                found.Add(DeliveryRow.Read(row));
            }
        }
        while (await row.NextResultAsync(cancellation));
        return found;
    }
}
