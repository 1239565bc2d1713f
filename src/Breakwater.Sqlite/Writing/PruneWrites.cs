using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Rows;

namespace Breakwater.Sqlite.Writing;

/// <summary>Removes what is over. What to remove is looked for beside the writer, and looked at again by it.</summary>
internal static class PruneWrites
{
    private const string IsOver =
        "e.received < ? AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event = e.id AND (d.state = 0 OR d.settled >= ? OR "
        + $"(d.state = 2 AND d.line IS NOT NULL AND (d.ordering & 2) = 0 AND {IsAwaited}))) "
        + "AND NOT EXISTS (SELECT 1 FROM entity_events h WHERE h.event = e.id AND h.verdict = 3)";

    /// <summary>Others of its key wait for it.</summary>
    private const string IsAwaited =
        "EXISTS (SELECT 1 FROM deliveries w INDEXED BY deliveries_line WHERE w.destination = d.destination AND w.line = d.line "
        + "AND w.line IS NOT NULL AND (w.state = 0 OR (w.state = 2 AND (w.ordering & 2) = 0)) AND w.state = 0)";

    /// <summary>Events that are over, oldest first.</summary>
    public static List<long> FindOver(Connection connection, IdSpan span, DateTimeOffset before, int limit)
    {
        var found = new List<long>();
        using var row = connection.Query($"SELECT e.id FROM events e WHERE e.id BETWEEN ? AND ? AND {IsOver} ORDER BY e.id LIMIT ?")
            .Add(span.First).Add(span.Last).Add(before.ToTicks()).Add(before.ToTicks()).Add((long)limit);
        while (row.Read())
        {
            found.Add(row.Long(0));
        }

        return found;
    }

    public static int Prune(this WriteSession session, IReadOnlyList<long> events, DateTimeOffset before) =>
        events.Count(id => session.Prune(id, before));

    private static bool Prune(this WriteSession session, long id, DateTimeOffset before)
    {
        long source, hash, duplicates;
        using (var row = session.Connection.Query(
            "SELECT k.source, s.text, e.idempotency, (SELECT count FROM duplicates WHERE event = e.id) "
            + $"FROM {EventRow.From} WHERE e.id = ? AND {IsOver}").Add(id).Add(before.ToTicks()).Add(before.ToTicks()))
        {
            if (!row.Read())
            {
                return false;
            }

            source = row.Long(0);
            hash = Identity.Hash(row.Text(1), row.Text(2));
            duplicates = row.LongOrNull(3) ?? 0;
        }

        session.DeleteDeliveries(id);
        session.ForgetLines(id);
        session.Fresh.Drop(hash, id);
        session.Connection.Query("DELETE FROM identities WHERE hash = ? AND event = ?").Add(hash).Add(id).Run();
        session.Connection.Query("DELETE FROM duplicates WHERE event = ?").Add(id).Run();
        session.Connection.Query("DELETE FROM entity_events WHERE event = ?").Add(id).Run();
        session.Connection.Query("DELETE FROM events WHERE id = ?").Add(id).Run();
        session.Counters.Source(source, events: -1, -duplicates);
        return true;
    }

    /// <summary>What this event brought last is forgotten, unless more of the same key is to come.</summary>
    private static void ForgetLines(this WriteSession session, long evt) => session.Connection.Query(
        "DELETE FROM lines WHERE event = ? AND NOT EXISTS (SELECT 1 FROM deliveries w INDEXED BY deliveries_line "
        + "WHERE w.destination = lines.destination AND w.line = lines.line AND w.line IS NOT NULL "
        + "AND (w.state = 0 OR (w.state = 2 AND (w.ordering & 2) = 0)))").Add(evt).Run();

    private static void DeleteDeliveries(this WriteSession session, long evt)
    {
        session.Connection.Query("DELETE FROM good_answers WHERE delivery IN (SELECT id FROM deliveries WHERE event = ?)").Add(evt).Run();
        session.Connection.Query("DELETE FROM attempts WHERE delivery IN (SELECT id FROM deliveries WHERE event = ?)").Add(evt).Run();
        using var row = session.Connection.Query("DELETE FROM deliveries WHERE event = ? RETURNING destination, state").Add(evt);
        while (row.Read())
        {
            session.Counters.Delivery(row.Long(0), (DeliveryState)row.Int(1), -1);
        }
    }
}
