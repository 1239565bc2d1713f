using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Reading;

/// <summary>What people ask for, on one snapshot.</summary>
internal static class SearchReads
{
    /// <summary>
    /// Candidates that are looked at for one page. A filter that no index serves well (a rare source among a hot key, a rare state in the
    /// far past) gets short pages that say where to go on.
    /// </summary>
    private const int Examined = 20_000;

    public static Page<EventSummary> Events(this Connection connection, EventFilter filter, PageRequest page)
    {
        var query = new EventQuery(connection, filter, IdSpan.OfPage(page));
        var found = Fill(query.Candidates(), query.Look, page.Limit, line => line.Event.Id.Value);
        return found with { Items = [.. found.Items.Select(line => connection.Complete(line, Limits.DeliveriesInList))] };
    }

    public static EventDetail? Event(this Connection connection, EventId id)
    {
        EventSummary summary;
        using (var row = connection.Query($"SELECT {EventRow.Columns}, {EventRow.Whole} FROM {EventRow.From} WHERE e.id = ? AND e.low = ?")
            .Add(id.Value.High).Add(id.Value.Low))
        {
            if (!row.Read())
            {
                return null;
            }

            var evt = EventRow.Read(row, whole: EventRow.Count);
            summary = new EventSummary { Event = evt, BodyLength = evt.Body.Length };
        }

        return new EventDetail(connection.Complete(summary, deliveries: -1));
    }

    public static Page<DeliverySummary> Deliveries(this Connection connection, DeliveryFilter filter, PageRequest page)
    {
        var query = new DeliveryQuery(connection, filter, IdSpan.OfPage(page));
        return Fill(query.Candidates(), query.Look, page.Limit, line => line.Delivery.Id.Value);
    }

    public static DeliveryDetail? Delivery(this Connection connection, DeliveryId id)
    {
        var query = new DeliveryQuery(connection, new DeliveryFilter(), new IdSpan(id.Value.High, id.Value.High, NewestFirst: true));
        var found = query.Candidates().Select(query.Look).FirstOrDefault();
        return found.Line?.Delivery.Id == id ? new DeliveryDetail(found.Line, connection.Attempts(id)) : null;
    }

    /// <summary>Ids of a table from the first to the last, at most two.</summary>
    public static List<SortableId> Ids(this Connection connection, string table, SortableId first, SortableId last)
    {
        var found = new List<SortableId>();
        using var row = connection.Query($"SELECT id, low FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id")
            .Add(first.High).Add(last.High);
        while (found.Count < 2 && row.Read())
        {
            var id = new SortableId(row.Long(0), row.Long(1));
            if (id.CompareTo(first) >= 0 && id.CompareTo(last) <= 0)
            {
                found.Add(id);
            }
        }

        return found;
    }

    public static StoreCounts Counts(this Connection connection)
    {
        var deliveries = new List<DeliveryCount>();
        using (var row = connection.Query(
            "SELECT n.text, c.state, c.count FROM counts c JOIN names n ON n.id = c.destination WHERE c.count > 0 ORDER BY n.text, c.state"))
        {
            while (row.Read())
            {
                deliveries.Add(new DeliveryCount(row.Text(0), (DeliveryState)row.Int(1), row.Long(2)));
            }
        }

        var sources = new List<SourceCount>();
        using (var row = connection.Query(
            "SELECT n.text, s.events, s.duplicates, s.last FROM sources s JOIN names n ON n.id = s.source ORDER BY n.text"))
        {
            while (row.Read())
            {
                sources.Add(new SourceCount(row.Text(0), row.Long(1), row.Long(2), Moments.FromTicks(row.Long(3))));
            }
        }

        return new StoreCounts(deliveries, sources);
    }

    private static Page<T> Fill<T>(IEnumerable<long> candidates, Func<long, (T Line, bool Fits)> look, int limit, Func<T, SortableId> id)
    {
        var found = new List<T>();
        var examined = 0;
        foreach (var candidate in candidates)
        {
            var (line, fits) = look(candidate);
            if (fits && found.Count == limit)
            {
                return new Page<T>(found, id(found[^1]));
            }

            if (fits)
            {
                found.Add(line);
            }

            if (++examined == Examined)
            {
                return new Page<T>(found, id(line));
            }
        }

        return new Page<T>(found, null);
    }

    /// <summary>Adds what stands beside an event: duplicates and deliveries, oldest first.</summary>
    private static EventSummary Complete(this Connection connection, EventSummary line, int deliveries)
    {
        using var again = connection.Query("SELECT count, last FROM duplicates WHERE event = ?").Add(line.Event.Id.Value.High);
        var known = again.Read();
        var found = new List<Delivery>();
        using var row = connection.Query(
            $"SELECT {DeliveryRow.Columns} FROM deliveries d JOIN names n ON n.id = d.destination WHERE d.event = ? ORDER BY d.id LIMIT ?")
            .Add(line.Event.Id.Value.High).Add((long)deliveries);
        while (row.Read())
        {
            found.Add(DeliveryRow.Read(row, line.Event.Id.Value.Low));
        }

        return line with
        {
            Duplicates = known ? again.Long(0) : 0,
            LastDuplicateAt = known ? Moments.FromTicks(again.Long(1)) : null,
            Deliveries = found,
        };
    }

    public static List<Attempt> Attempts(this Connection connection, DeliveryId id)
    {
        var attempts = new List<Attempt>();
        using var row = connection.Query(
            "SELECT a.number, a.started, a.duration, n.text, a.outcome, a.status, a.error, a.decision, a.request, a.response, a.body, a.sent "
            + "FROM attempts a JOIN names n ON n.id = a.node WHERE a.delivery = ? ORDER BY a.number").Add(id.Value.High);
        while (row.Read())
        {
            attempts.Add(new Attempt
            {
                DeliveryId = id,
                Number = row.Int(0),
                StartedAt = Moments.FromTicks(row.Long(1)),
                Duration = TimeSpan.FromTicks(row.Long(2)),
                Node = row.Text(3),
                Outcome = (Outcome)row.Int(4),
                Status = (int?)row.LongOrNull(5),
                Error = row.TextOrNull(6),
                Decision = row.Text(7),
                RequestHeaders = TextList.ReadHeaders(row.Bytes(8)),
                ResponseHeaders = TextList.ReadHeaders(row.Bytes(9)),
                ResponseBody = row.Bytes(10).ToArray(),
                RequestBody = row.Bytes(11).ToArray(),
            });
        }

        return attempts;
    }
}
