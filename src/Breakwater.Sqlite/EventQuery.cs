using Breakwater.Model;

namespace Breakwater.Sqlite;

/// <summary>
/// Finds events by a filter. Each way in has its index; a condition that is rare (by the counters) is entered through its own index, a
/// common one is met soon on a walk along the ids.
/// </summary>
internal sealed class EventQuery(Connection connection, NameTable names)
{
    /// <summary>Up to so many rows are gathered by an index and sorted; beyond it, walking the ids meets enough of them soon.</summary>
    private const long Rare = 20_000;

    public List<Event> Newest(EventFilter filter, SortableId? after, int limit)
    {
        var found = new SortedDictionary<long, Event>(Comparer<long>.Create((one, other) => other.CompareTo(one)));
        foreach (var conditions in Alternatives(filter))
        {
            if (after is { } cursor)
            {
                conditions.And("e.id < ?", cursor.High);
            }

            using var use = connection.Prepare($"SELECT {RowReading.EventColumns} FROM events e WHERE {conditions.Text} ORDER BY e.id DESC LIMIT {limit}").Use();
            conditions.Bind(use.Statement);
            while (use.Statement.Step())
            {
                found.TryAdd(use.Statement.Long(0), RowReading.Event(use.Statement, 0, names));
            }
        }

        return [.. found.Values.Take(limit)];
    }

    public List<Event> Oldest(EventFilter filter, EventId? after, DateTimeOffset notAfter, int limit)
    {
        var found = new SortedDictionary<long, Event>();
        foreach (var conditions in Alternatives(filter))
        {
            conditions.And("e.id > ?", after?.Value.High ?? 0).And("e.received_at <= ?", notAfter.UtcTicks).And("e.id < ?", IdRange.Before(notAfter));
            using var use = connection.Prepare($"""
                SELECT {RowReading.EventColumns}, e.headers, e.body FROM events e WHERE {conditions.Text} ORDER BY e.id LIMIT {limit}
                """).Use();
            conditions.Bind(use.Statement);
            while (use.Statement.Step())
            {
                found.TryAdd(use.Statement.Long(0), RowReading.WholeEvent(use.Statement, 0, names));
            }
        }

        return [.. found.Values.Take(limit)];
    }

    public long Count(EventFilter filter)
    {
        var alternatives = Alternatives(filter);
        if (alternatives.Count == 1)
        {
            using var use = connection.Prepare($"SELECT count(*) FROM events e WHERE {alternatives[0].Text}").Use();
            alternatives[0].Bind(use.Statement);
            use.Statement.Step();
            return use.Statement.Long(0);
        }

        var found = new HashSet<long>();
        foreach (var conditions in alternatives)
        {
            using var use = connection.Prepare($"SELECT e.id FROM events e WHERE {conditions.Text}").Use();
            conditions.Bind(use.Statement);
            while (use.Statement.Step())
            {
                found.Add(use.Statement.Long(0));
            }
        }

        return found.Count;
    }

    /// <summary>The filter as clauses of which any may hold: a text may be an id, an idempotency id, a key or a type, each with its index.</summary>
    private List<Conditions> Alternatives(EventFilter filter)
    {
        if (filter.Text is not { } text)
        {
            return [Common(filter)];
        }

        List<Conditions> alternatives =
        [
            Common(filter).And("e.key = ?", text),
            Common(filter).And("e.type = ?", text),
            Common(filter).And("e.id IN (SELECT event FROM identities WHERE source IN (SELECT id FROM names) AND hash = ?)", SqliteEvents.Hash(text)),
        ];
        if (text.StartsWith(EventId.Prefix, StringComparison.Ordinal)
            && SortableId.TryParsePrefix(text.AsSpan(EventId.Prefix.Length), out var first, out var last))
        {
            alternatives.Add(Common(filter).And("e.id BETWEEN ? AND ?", first.High, last.High)
                .And("(e.id > ? OR e.low = ? OR ? = ?)", first.High, first.Low, (long)(first == last ? 1 : 0), 0L));
        }

        return alternatives;
    }

    private Conditions Common(EventFilter filter)
    {
        var conditions = new Conditions();
        if (filter.Source is { } source)
        {
            conditions.And("e.source = ?", names.Find(source) ?? -1);
        }

        if (filter.Key is { } key)
        {
            conditions.And("e.key = ?", key);
        }

        if (filter.Type is { } type)
        {
            WithType(conditions, type);
        }

        if (filter.From is { } from)
        {
            conditions.And("e.received_at >= ?", from.UtcTicks).And("e.id >= ?", IdRange.From(from));
        }

        if (filter.To is { } to)
        {
            conditions.And("e.received_at < ?", to.UtcTicks).And("e.id < ?", IdRange.Before(to));
        }

        return filter is { State: null, Destination: null } ? conditions : WithDelivery(conditions, filter);
    }

    private static void WithType(Conditions conditions, string type)
    {
        if (!type.Contains('*', StringComparison.Ordinal))
        {
            conditions.And("e.type = ?", type);
            return;
        }

        conditions.And("e.type GLOB ?", Conditions.Glob(type));
    }

    /// <summary>State and destination are about one and the same delivery.</summary>
    private Conditions WithDelivery(Conditions conditions, EventFilter filter)
    {
        var delivery = new Conditions();
        var destination = filter.Destination is { } name ? names.Find(name) ?? -1 : (long?)null;
        var bound = new List<object>();
        if (filter.State is { } state)
        {
            // Written out, so that the partial index of the state can be used.
            delivery.And($"d.state = {(int)state}");
        }

        if (destination is { } number)
        {
            delivery.And("d.destination = ?");
            bound.Add(number);
        }

        var clause = Counted(filter.State, destination) <= Rare
            ? $"e.id IN (SELECT d.event FROM deliveries d WHERE {delivery.Text})"
            : $"EXISTS (SELECT 1 FROM deliveries d WHERE d.event = e.id AND {delivery.Text})";
        return conditions.And(clause, [.. bound]);
    }

    private long Counted(DeliveryState? state, long? destination)
    {
        using var use = connection.Prepare("""
            SELECT coalesce(sum(count), 0) FROM delivery_counts WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR destination = ?2)
            """).Use();
        use.Statement.Bind(1, (long?)state).Bind(2, destination).Step();
        return use.Statement.Long(0);
    }
}
