using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>Lists that people ask for.</summary>
internal static class SearchReads
{
    /// <summary>
    /// Candidates that are looked at for one page. A filter that no index serves well (a rare source among a hot key, a rare state in the
    /// far past) gets short pages that say where to go on.
    /// </summary>
    private const int Examined = 20_000;

    public static async Task<Page<EventSummary>> EventsAsync(
        this NpgsqlConnection connection, EventFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var query = await EventQuery.PlanAsync(connection, filter, IdSpan.OfPage(page), cancellation);
        var statement = new Statement();
        var candidates = await query.CandidatesAsync(connection, statement, cancellation);
        if (candidates.IsEmpty)
        {
            return new Page<EventSummary>([], null);
        }

        var found = new List<EventSummary>();
        await using (var command = statement
            .Add($"SELECT {EventRow.Columns}, octet_length(e.body) FROM ({candidates.Sql(statement, query.Span, Examined)}) c ")
            .Add($"JOIN events e ON e.id = c.id {EventRow.Joined} WHERE {query.Fits(statement)} ORDER BY c.id DESC LIMIT {page.Limit + 1}")
            .On(connection))
        {
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                found.Add(new EventSummary { Event = EventRow.Read(row), BodyLength = row.Int(EventRow.Count) });
            }
        }

        var (items, next) = Cut(found, page.Limit, line => line.Event.Id.Value);
        next ??= await ReachedAsync(
            connection, async fresh => await query.CandidatesAsync(connection, fresh, cancellation), query.Span, cancellation);
        return new Page<EventSummary>(await connection.CompleteAsync(items, Configuration.Limits.DeliveriesInList, cancellation), next);
    }

    public static async Task<Page<DeliverySummary>> DeliveriesAsync(
        this NpgsqlConnection connection, DeliveryFilter filter, PageRequest page, CancellationToken cancellation)
    {
        var query = new DeliveryQuery(filter, IdSpan.OfPage(page));
        var statement = new Statement();
        var candidates = await query.CandidatesAsync(connection, statement, cancellation);
        if (candidates.IsEmpty)
        {
            return new Page<DeliverySummary>([], null);
        }

        var found = new List<DeliverySummary>();
        await using (var command = statement
            .Add($"SELECT {DeliveryReads.Line} FROM ({candidates.Sql(statement, query.Span, Examined)}) c ")
            .Add($"JOIN deliveries d ON d.id = c.id {DeliveryReads.Joined} WHERE {query.Fits(statement)} ORDER BY c.id DESC LIMIT {page.Limit + 1}")
            .On(connection))
        {
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                found.Add(DeliveryReads.ReadLine(row));
            }
        }

        var (items, next) = Cut(found, page.Limit, line => line.Delivery.Id.Value);
        next ??= await ReachedAsync(
            connection, async fresh => await query.CandidatesAsync(connection, fresh, cancellation), query.Span, cancellation);
        return new Page<DeliverySummary>(items, next);
    }

    /// <summary>Ids of a table from the first to the last, at most two.</summary>
    public static async Task<List<SortableId>> IdsAsync(
        this NpgsqlConnection connection, string table, SortableId first, SortableId last, CancellationToken cancellation)
    {
        var found = new List<SortableId>();
        await using var command = connection.Query($"SELECT id FROM {table} WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT 2");
        command.Parameters.Uuid(first.ToKey()).Uuid(last.ToKey());
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add(row.Key(0).ToId());
        }

        return found;
    }

    private static (List<T> Items, SortableId? Next) Cut<T>(List<T> found, int limit, Func<T, SortableId> id)
    {
        if (found.Count <= limit)
        {
            return (found, null);
        }

        found.RemoveRange(limit, found.Count - limit);
        return (found, id(found[^1]));
    }

    /// <summary>Where to go on when as many candidates were looked at as one page may; null when that were all.</summary>
    private static async Task<SortableId?> ReachedAsync(
        NpgsqlConnection connection, Func<Statement, Task<Candidates>> candidates, IdSpan span, CancellationToken cancellation)
    {
        var statement = new Statement();
        var asked = await candidates(statement);
        if (asked.IsEmpty)
        {
            // The last of them have gone since.
            return null;
        }

        await using var command = statement
            .Add($"SELECT id FROM ({asked.Sql(statement, span, Examined)}) c OFFSET {Examined - 1}").On(connection);
        return await command.ExecuteScalarAsync(cancellation) is Guid key ? key.ToId() : null;
    }
}
