using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Reading;

/// <summary>Everything of the store, whole and in the order of ids.</summary>
internal static class TransferReads
{
    public static IReadOnlyList<WholeEvent> WholeEvents(this Connection connection, EventId? after, int limit, long limitBytes)
    {
        var found = new List<WholeEvent>();
        var bytes = 0L;
        using var row = connection.Query(
            $"SELECT {EventRow.Columns}, {EventRow.Whole} FROM {EventRow.From} WHERE e.id > ? ORDER BY e.id LIMIT ?")
            .Add(after?.Value.High ?? 0).Add((long)limit);
        while (row.Read())
        {
            var evt = connection.Whole(EventRow.Read(row, whole: EventRow.Count));
            bytes += BytesOf(evt);
            if (found.Count > 0 && bytes > limitBytes)
            {
                break;
            }

            found.Add(evt);
        }

        return found;
    }

    public static IReadOnlyList<Replay> Replays(this Connection connection, ReplayId? after, int limit) =>
        ReplayRow.After(connection, after?.Value.High ?? 0, limit);

    /// <summary>From the counters of the sources.</summary>
    public static long CountOfEvents(this Connection connection) => connection.Scalar("SELECT sum(events) FROM sources") ?? 0;

    private static WholeEvent Whole(this Connection connection, Event evt)
    {
        using var again = connection.Query("SELECT count, last FROM duplicates WHERE event = ?").Add(evt.Id.Value.High);
        var known = again.Read();
        return new WholeEvent
        {
            Event = evt,
            Duplicates = known ? again.Long(0) : 0,
            LastDuplicateAt = known ? Moments.FromTicks(again.Long(1)) : null,
            Deliveries = [.. connection.WholeDeliveries(evt).Select(found => found with { Attempts = connection.Attempts(found.Delivery.Id) })],
        };
    }

    private static List<WholeDelivery> WholeDeliveries(this Connection connection, Event evt)
    {
        var found = new List<WholeDelivery>();
        using var row = connection.Query(
            $"SELECT {DeliveryRow.Columns}, d.started, d.started_at, s.text FROM deliveries d JOIN names n ON n.id = d.destination "
            + "LEFT JOIN names s ON s.id = d.started_node WHERE d.event = ? ORDER BY d.id").Add(evt.Id.Value.High);
        while (row.Read())
        {
            var delivery = DeliveryRow.Read(row, evt.Id.Value.Low);
            var started = row.Int(DeliveryRow.Count);
            found.Add(new WholeDelivery
            {
                Delivery = delivery,
                Started = started > 0
                    ? new AttemptStart(delivery.Id, started, Moments.FromTicks(row.Long(DeliveryRow.Count + 1))) { Node = row.TextOrNull(DeliveryRow.Count + 2) }
                    : null,
            });
        }

        return found;
    }

    private static long BytesOf(WholeEvent evt) =>
        evt.Event.Body.Length + evt.Deliveries.Sum(delivery => delivery.Attempts.Sum(attempt => (long)attempt.ResponseBody.Length + attempt.RequestBody.Length));
}
