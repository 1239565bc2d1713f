using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Adds deliveries of events that are kept; those of an event that is gone are left out, for nothing could be sent.</summary>
internal static class KnownDeliveries
{
    /// <summary>Holds the events, so that none is removed while deliveries are added to it.</summary>
    private const string Hold = "SELECT 1 FROM events WHERE id = ANY($1::uuid[]) ORDER BY id FOR KEY SHARE";

    private static readonly string Sql = Adding(Slots.Mine);

    private static readonly string LaterSql = Adding(Slots.Later);

    private static string Adding(string slot) =>
        $"WITH owed AS (INSERT INTO deliveries ({DeliveryColumns.Names}) SELECT * FROM ({DeliveryColumns.Rows(1)}) w "
        + "WHERE EXISTS (SELECT 1 FROM events e WHERE e.id = w.event) ON CONFLICT (id) DO NOTHING RETURNING id, due, destination, shard, state), "
        + DeliveryColumns.Insert.Replace(Slots.Mine, slot, StringComparison.Ordinal) + " SELECT 1 WHERE false";

    /// <summary>Their destinations' names are ensured.</summary>
    /// <param name="batch">Where they are added.</param>
    /// <param name="deliveries">The deliveries.</param>
    /// <param name="names">The numbers of names.</param>
    /// <param name="later">True in a transaction that has changed counters before; the deliveries of a line are then in their order.</param>
    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<Delivery> deliveries, Names names, bool later = false)
    {
        var free = deliveries.Where(delivery => delivery.Turn is null).OrderBy(delivery => delivery.Id).ToList();
        var columns = new DeliveryColumns(free.Count);
        foreach (var delivery in free)
        {
            columns.Add(delivery, names[delivery.Destination]);
        }

        batch.Add(Hold).Uuids([.. deliveries.Select(delivery => delivery.EventId.Value.ToKey()).Distinct()]);
        columns.AddTo(batch.Add(later ? LaterSql : Sql));
        if (free.Count < deliveries.Count)
        {
            OrderedDeliveries.AddTo(batch, deliveries.Where(delivery => delivery.Turn is not null), names, again: !later, later);
        }
    }
}
