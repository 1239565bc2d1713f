using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Reading;

/// <summary>Deliveries that fit a filter, by the same plan as <see cref="EventQuery"/>.</summary>
internal sealed class DeliveryQuery(Connection connection, DeliveryFilter filter, IdSpan page)
{
    /// <summary>Up to so many events of a key, their deliveries are gathered; beyond, destinations and states are followed.</summary>
    private const int EventsGathered = 5_000;

    private readonly IdSpan span = page.Made(filter.From, filter.To);

    public IEnumerable<long> Candidates() => IdStream.Merge(Streams(), span.NewestFirst);

    public (DeliverySummary Line, bool Fits) Look(long id)
    {
        using var row = connection.Query(
            $"SELECT {DeliveryRow.Columns}, e.low, s.text, k.type, e.key FROM deliveries d JOIN names n ON n.id = d.destination "
            + "JOIN events e ON e.id = d.event JOIN kinds k ON k.id = e.kind JOIN names s ON s.id = k.source WHERE d.id = ?").Add(id);
        if (!row.Read())
        {
            throw new InvalidDataException($"An index names the delivery {id}, which is not there: the database is damaged.");
        }

        var line = new DeliverySummary(
            DeliveryRow.Read(row, row.Long(DeliveryRow.Count)),
            row.Text(DeliveryRow.Count + 1), row.TextOrNull(DeliveryRow.Count + 2), row.TextOrNull(DeliveryRow.Count + 3));
        return (line, Fits(line));
    }

    private bool Fits(DeliverySummary line) =>
        (filter.Destination is null || filter.Destination == line.Delivery.Destination)
        && (filter.State is null || filter.State == line.Delivery.State)
        && (filter.Source is null || filter.Source == line.Source)
        && (filter.Key is null || filter.Key == line.Key);

    private List<IdStream> Streams()
    {
        if (filter.Key is { } key && Gathered(key) is { } gathered)
        {
            return [gathered];
        }

        if (filter.Destination is null && filter.State is null)
        {
            return [IdStream.Of(connection, "SELECT id FROM deliveries WHERE 1", span, row => row)];
        }

        return [.. DeliveryRange.Find(connection, filter.Destination, filter.State).Select(range => IdStream.Of(
            connection, "SELECT id FROM deliveries WHERE destination = ? AND state = ?", span,
            row => row.Add(range.Destination).Add(range.State)))];
    }

    /// <summary>The deliveries of a key's events; null when those are too many to gather.</summary>
    private IdStream? Gathered(string key)
    {
        using var count = connection.Query("SELECT count(*) FROM (SELECT 1 FROM events WHERE key = ? LIMIT ?)")
            .Add(key).Add(EventsGathered + 1L);
        if (count.Read() && count.Long(0) > EventsGathered)
        {
            return null;
        }

        var ids = new List<long>();
        using var row = connection.Query("SELECT d.id FROM events e CROSS JOIN deliveries d ON d.event = e.id WHERE e.key = ?").Add(key);
        while (row.Read())
        {
            ids.Add(row.Long(0));
        }

        return IdStream.Of(ids, span);
    }
}
