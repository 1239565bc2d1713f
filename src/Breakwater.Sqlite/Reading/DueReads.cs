using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;
using SQLitePCL;

namespace Breakwater.Sqlite.Reading;

/// <summary>What is owed, and when.</summary>
internal static class DueReads
{
    /// <param name="connection">Where to read.</param>
    /// <param name="requests">Of which destinations.</param>
    /// <param name="damaged">Told of each delivery that lies on a damaged page: it is left out, so that it holds up no other.</param>
    public static IReadOnlyList<DueBatch> Due(this Connection connection, IReadOnlyList<DueRequest> requests, Action<SortableId, SqliteFailure> damaged) =>
        [.. requests.Select(request => connection.Due(request, damaged))];

    public static IReadOnlyList<Backlog> Backlogs(this Connection connection)
    {
        var backlogs = new List<Backlog>();
        using var row = connection.Query(
            "SELECT n.text, c.count, "
            + "(SELECT d.due FROM deliveries d INDEXED BY deliveries_due WHERE d.destination = c.destination AND d.state = 0 AND d.due >= 0 ORDER BY d.due LIMIT 1), "
            + "(SELECT d.id FROM deliveries d INDEXED BY deliveries_by_state WHERE d.destination = c.destination AND d.state = 0 ORDER BY d.id LIMIT 1), "
            + "(SELECT count(*) FROM deliveries d INDEXED BY deliveries_held WHERE d.destination = c.destination AND d.doubt = 2) "
            + "FROM counts c JOIN names n ON n.id = c.destination WHERE c.state = 0 AND c.count > 0 ORDER BY n.text");
        while (row.Read())
        {
            backlogs.Add(new Backlog(
                row.Text(0), row.Long(1), Moments.FromTicks(row.LongOrNull(2)), new SortableId(row.Long(3), 0).Moment)
            { Held = row.Long(4) });
        }

        return backlogs;
    }

    /// <summary>
    /// Walks the index of waiting deliveries from the longest due on, past what is held (never more than a line holds), and reads
    /// only what it gives.
    /// </summary>
    private static DueBatch Due(this Connection connection, DueRequest request, Action<SortableId, SqliteFailure> damaged)
    {
        var held = request.Held.Select(id => id.Value.High).ToHashSet();
        var items = new List<DueDelivery>();
        var bytes = 0L;
        using var row = connection.Query(
            "SELECT d.id, d.due FROM deliveries d INDEXED BY deliveries_due "
            + "WHERE d.destination = (SELECT id FROM names WHERE text = ?) AND d.state = 0 AND d.due >= 0 ORDER BY d.due, d.id").Add(request.Destination);
        while (row.Read())
        {
            var id = row.Long(0);
            if (held.Contains(id))
            {
                continue;
            }

            var due = Moments.FromTicks(row.Long(1));
            if (due > request.Now || items.Count == request.Limit)
            {
                return new DueBatch(items, More: due <= request.Now, due);
            }

            try
            {
                bytes += connection.BodyLength(id);
                if (items.Count > 0 && bytes > request.LimitBytes)
                {
                    return new DueBatch(items, More: true, due);
                }

                items.Add(connection.Read(id));
            }
            catch (SqliteFailure failure) when (failure.Code == raw.SQLITE_CORRUPT)
            {
                damaged(new SortableId(id, 0), failure);
            }
        }

        return new DueBatch(items, More: false, NextAt: null);
    }

    private static long BodyLength(this Connection connection, long delivery)
    {
        using var row = connection.Query(
            "SELECT length(e.body) FROM deliveries d JOIN events e ON e.id = d.event WHERE d.id = ?").Add(delivery);
        return row.Read() ? row.Long(0) : 0;
    }

    private static DueDelivery Read(this Connection connection, long delivery)
    {
        using var row = connection.Query(
            $"SELECT {DeliveryRow.Columns}, {EventRow.Columns}, {EventRow.Whole} FROM deliveries d JOIN names n ON n.id = d.destination "
            + "JOIN events e ON e.id = d.event JOIN kinds k ON k.id = e.kind JOIN names s ON s.id = k.source WHERE d.id = ?").Add(delivery);
        if (!row.Read())
        {
            throw new InvalidDataException($"The delivery {delivery} has no event: the database is damaged.");
        }

        var evt = EventRow.Read(row, DeliveryRow.Count, DeliveryRow.Count + EventRow.Count);
        return new DueDelivery(DeliveryRow.Read(row, evt.Id.Value.Low), evt);
    }
}
