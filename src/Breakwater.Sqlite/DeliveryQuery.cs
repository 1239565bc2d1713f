using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Finds deliveries by a filter: through the index of what is rare, else along the ids.</summary>
internal sealed class DeliveryQuery(Connection connection, NameTable names)
{
    private const long Rare = 20_000;

    public List<DeliverySummary> Newest(DeliveryFilter filter, SortableId? after, int limit)
    {
        var conditions = Conditions(filter);
        if (after is { } cursor)
        {
            conditions.And("d.id < ?", cursor.High);
        }

        using var use = connection.Prepare($"""
            SELECT {RowReading.DeliveryColumns}, e.source, e.type, e.key
            FROM deliveries d {Way(filter)} CROSS JOIN events e ON e.id = d.event WHERE {conditions.Text} ORDER BY d.id DESC LIMIT {limit}
            """).Use();
        conditions.Bind(use.Statement);
        var found = new List<DeliverySummary>();
        while (use.Statement.Step())
        {
            found.Add(Read(use.Statement));
        }

        return found;
    }

    private Conditions Conditions(DeliveryFilter filter)
    {
        var conditions = new Conditions();
        if (filter.Destination is { } destination)
        {
            conditions.And("d.destination = ?", names.Find(destination) ?? -1);
        }

        if (filter.State is { } state)
        {
            conditions.And(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"d.state = {(int)state}"));
        }

        if (filter.From is { } from)
        {
            conditions.And("d.id >= ?", Exactly(from));
        }

        if (filter.To is { } to)
        {
            conditions.And("d.id < ?", Exactly(to));
        }

        OfEvents(conditions, filter);
        return conditions;
    }

    public DeliverySummary? Find(DeliveryId id)
    {
        using var use = connection.Prepare($"""
            SELECT {RowReading.DeliveryColumns}, e.source, e.type, e.key
            FROM deliveries d CROSS JOIN events e ON e.id = d.event WHERE d.id = ?1 AND d.low = ?2
            """).Use();
        return use.Statement.Bind(1, id.Value.High).Bind(2, id.Value.Low).Step() ? Read(use.Statement) : null;
    }

    /// <summary>Ids of deliveries are their moments, to the millisecond.</summary>
    private static long Exactly(DateTimeOffset moment)
    {
        var milliseconds = moment.ToUnixTimeMilliseconds();
        return (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) < moment ? milliseconds + 1 : milliseconds) << 16;
    }

    private void OfEvents(Conditions conditions, DeliveryFilter filter)
    {
        if (filter.Key is { } key)
        {
            conditions.And("d.event IN (SELECT id FROM events WHERE key = ?)", key);
        }

        if (filter.Source is { } source)
        {
            var number = names.Find(source) ?? -1;
            conditions.And(EventsOf(number) <= Rare ? "d.event IN (SELECT id FROM events WHERE source = ?)" : "e.source = ?", number);
        }
    }

    /// <summary>What waits lies in the order of its time: while it is little it is gathered and sorted by id.</summary>
    private string Way(DeliveryFilter filter)
    {
        if (filter is not { State: DeliveryState.Waiting, Key: null })
        {
            return "";
        }

        using var use = connection.Prepare("SELECT coalesce(sum(count), 0) FROM delivery_counts WHERE state = 0 AND (?1 IS NULL OR destination = ?1)").Use();
        use.Statement.Bind(1, filter.Destination is { } name ? names.Find(name) ?? -1 : (long?)null).Step();
        return use.Statement.Long(0) <= Rare ? "INDEXED BY deliveries_due" : "NOT INDEXED";
    }

    private long EventsOf(long source)
    {
        using var use = connection.Prepare("SELECT events FROM source_counts WHERE source = ?1").Use();
        return use.Statement.Bind(1, source).Step() ? use.Statement.Long(0) : 0;
    }

    private DeliverySummary Read(Statement row)
    {
        const int Event = RowReading.DeliveryColumnCount;
        return new DeliverySummary(RowReading.Delivery(row, 0, names), names.Name(row.Long(Event)), row.TextOrNull(Event + 1), row.TextOrNull(Event + 2));
    }
}
