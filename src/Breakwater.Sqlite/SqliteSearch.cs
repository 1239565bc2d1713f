using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Answers people, beside the writer.</summary>
internal sealed class SqliteSearch(Readers readers, NameTable names) : ISearch
{
    public Task<Page<EventSummary>> EventsAsync(EventFilter filter, PageRequest page, CancellationToken cancellation) =>
        readers.ReadAsync(
            connection => Cut(
                new EventQuery(connection, names).Newest(filter, page.After, page.Limit + 1),
                page.Limit,
                evt => Summary(connection, evt, 0, Limits.DeliveriesInList),
                evt => evt.Id.Value),
            cancellation);

    public Task<long> CountEventsAsync(EventFilter filter, CancellationToken cancellation) =>
        readers.ReadAsync(connection => new EventQuery(connection, names).Count(filter), cancellation);

    public Task<EventDetail?> EventAsync(EventId id, CancellationToken cancellation) =>
        readers.ReadAsync(
            connection =>
            {
                using var use = connection.Prepare($"SELECT {RowReading.EventColumns}, e.headers, e.body FROM events e WHERE e.id = ?1 AND e.low = ?2").Use();
                return use.Statement.Bind(1, id.Value.High).Bind(2, id.Value.Low).Step()
                    ? new EventDetail(Whole(connection, RowReading.WholeEvent(use.Statement, 0, names)))
                    : null;
            },
            cancellation);

    public Task<Page<DeliverySummary>> DeliveriesAsync(DeliveryFilter filter, PageRequest page, CancellationToken cancellation) =>
        readers.ReadAsync(
            connection => Cut(
                new DeliveryQuery(connection, names).Newest(filter, page.After, page.Limit + 1), page.Limit, line => line, line => line.Delivery.Id.Value),
            cancellation);

    public Task<DeliveryDetail?> DeliveryAsync(DeliveryId id, CancellationToken cancellation) =>
        readers.ReadAsync(
            connection => new DeliveryQuery(connection, names).Find(id) is { } found ? new DeliveryDetail(found, Attempts(connection, id)) : null,
            cancellation);

    public Task<IReadOnlyList<EventId>> EventIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<EventId>>(connection => [.. Within(connection, "events", first, last).Select(id => new EventId(id))], cancellation);

    public Task<IReadOnlyList<DeliveryId>> DeliveryIdsAsync(SortableId first, SortableId last, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<DeliveryId>>(connection => [.. Within(connection, "deliveries", first, last).Select(id => new DeliveryId(id))], cancellation);

    public Task<StoreCounts> CountsAsync(CancellationToken cancellation) =>
        readers.ReadAsync(connection => new StoreCounts(DeliveryCounts(connection), SourceCounts(connection)), cancellation);

    private static Page<TOut> Cut<TIn, TOut>(List<TIn> found, int limit, Func<TIn, TOut> line, Func<TIn, SortableId> id) =>
        new([.. found.Take(limit).Select(line)], found.Count > limit ? id(found[limit - 1]) : null);

    private EventSummary Whole(Connection connection, Event evt) => Summary(connection, evt, evt.Body.Length, int.MaxValue);

    private EventSummary Summary(Connection connection, Event evt, int length, int deliveries)
    {
        using var use = connection.Prepare("SELECT duplicates, last_duplicate_at FROM identities WHERE source = ?1 AND hash = ?2").Use();
        var known = use.Statement.Bind(1, names.Find(evt.Source) ?? -1).Bind(2, SqliteEvents.Hash(evt.IdempotencyId)).Step();
        return new EventSummary
        {
            Event = evt,
            Duplicates = known ? use.Statement.Long(0) : 0,
            LastDuplicateAt = known ? use.Statement.MomentOrNull(1) : null,
            BodyLength = length > 0 ? length : BodyLength(connection, evt.Id),
            Deliveries = Deliveries(connection, evt.Id, deliveries),
        };
    }

    /// <summary>The length stands in the row's head: the body itself is not read.</summary>
    private static int BodyLength(Connection connection, EventId id)
    {
        using var use = connection.Prepare("SELECT length(body) FROM events WHERE id = ?1").Use();
        return use.Statement.Bind(1, id.Value.High).Step() ? use.Statement.Int(0) : 0;
    }

    private List<Delivery> Deliveries(Connection connection, EventId evt, int limit)
    {
        using var use = connection.Prepare($"SELECT {RowReading.DeliveryColumns} FROM deliveries d WHERE d.event = ?1 ORDER BY d.id LIMIT ?2").Use();
        use.Statement.Bind(1, evt.Value.High).Bind(2, (long)limit);
        var found = new List<Delivery>();
        while (use.Statement.Step())
        {
            found.Add(RowReading.Delivery(use.Statement, 0, names));
        }

        return found;
    }

    private static List<Attempt> Attempts(Connection connection, DeliveryId delivery)
    {
        using var use = connection.Prepare("""
            SELECT number, started_at, duration, node, outcome, status, error, decision, request_headers, response_headers, response_body
            FROM attempts WHERE delivery = ?1 ORDER BY number
            """).Use();
        use.Statement.Bind(1, delivery.Value.High);
        var found = new List<Attempt>();
        while (use.Statement.Step())
        {
            found.Add(RowReading.Attempt(use.Statement, delivery));
        }

        return found;
    }

    private static List<SortableId> Within(Connection connection, string table, SortableId first, SortableId last)
    {
        using var use = connection.Prepare($"SELECT id, low FROM {table} WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 4").Use();
        use.Statement.Bind(1, first.High).Bind(2, last.High);
        var found = new List<SortableId>();
        while (use.Statement.Step())
        {
            found.Add(new SortableId(use.Statement.Long(0), use.Statement.Long(1)));
        }

        return [.. found.Where(id => id.CompareTo(first) >= 0 && id.CompareTo(last) <= 0).Take(2)];
    }

    private List<DeliveryCount> DeliveryCounts(Connection connection)
    {
        using var use = connection.Prepare("SELECT destination, state, count FROM delivery_counts WHERE count > 0").Use();
        var found = new List<DeliveryCount>();
        while (use.Statement.Step())
        {
            found.Add(new DeliveryCount(names.Name(use.Statement.Long(0)), (DeliveryState)use.Statement.Int(1), use.Statement.Long(2)));
        }

        return [.. found.OrderBy(count => count.Destination, StringComparer.Ordinal).ThenBy(count => count.State)];
    }

    private List<SourceCount> SourceCounts(Connection connection)
    {
        using var use = connection.Prepare("SELECT source, events, duplicates, last_at FROM source_counts").Use();
        var found = new List<SourceCount>();
        while (use.Statement.Step())
        {
            found.Add(new SourceCount(names.Name(use.Statement.Long(0)), use.Statement.Long(1), use.Statement.Long(2), use.Statement.MomentOrNull(3)));
        }

        return [.. found.OrderBy(count => count.Source, StringComparer.Ordinal)];
    }
}
