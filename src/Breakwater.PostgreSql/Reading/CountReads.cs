using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>
/// How many there are. Sources, types and times are counted in an index, deliveries by their counters; other filters look at each candidate.
/// </summary>
internal static class CountReads
{
    private const string Deliveries =
        "SELECT n.text, c.state, sum(c.count)::bigint FROM counts c JOIN names n ON n.id = c.destination "
        + "GROUP BY n.text, c.state HAVING sum(c.count) > 0 ORDER BY n.text COLLATE \"C\", c.state";

    private const string Sources =
        "SELECT n.text, sum(s.events)::bigint, sum(s.duplicates)::bigint, max(s.last) FROM sources s JOIN names n ON n.id = s.source "
        + "GROUP BY n.text ORDER BY n.text COLLATE \"C\"";

    public static async Task<StoreCounts> CountsAsync(this NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(Deliveries);
        batch.Add(Sources);
        var deliveries = new List<DeliveryCount>();
        var sources = new List<SourceCount>();
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            deliveries.Add(new DeliveryCount(row.Text(0), (DeliveryState)row.Small(1), row.Long(2)));
        }

        await row.NextResultAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            sources.Add(new SourceCount(row.Text(0), row.Long(1), row.Long(2), Moments.FromTicks(row.Long(3))));
        }

        return new StoreCounts(deliveries, sources);
    }

    public static async Task<long> CountEventsAsync(this NpgsqlConnection connection, EventFilter filter, CancellationToken cancellation)
    {
        if (filter == new EventFilter())
        {
            return await CountAsync(connection.Query("SELECT coalesce(sum(events), 0)::bigint FROM sources"), cancellation);
        }

        var query = await EventQuery.PlanAsync(connection, filter, new IdSpan(IdSpan.Least, IdSpan.Greatest, NewestFirst: true), cancellation);
        var statement = new Statement();
        if (filter == new EventFilter { Source = filter.Source, Type = filter.Type, From = filter.From, To = filter.To })
        {
            var (first, last) = (statement.Value(query.Span.First.ToKey()), statement.Value(query.Span.Last.ToKey()));
            statement.Add($"SELECT count(*) FROM events e WHERE e.id >= {first} AND e.id <= {last} AND {query.Fits(statement)}");
            return await CountAsync(statement.On(connection), cancellation);
        }

        var candidates = await query.CandidatesAsync(connection, statement, cancellation);
        if (candidates.IsEmpty)
        {
            return 0;
        }

        statement.Add($"SELECT count(*) FROM ({candidates.Sql(statement, query.Span, most: null)}) c ")
            .Add($"JOIN events e ON e.id = c.id {EventRow.Joined} WHERE {query.Fits(statement)}");
        return await CountAsync(statement.On(connection), cancellation);
    }

    private static async Task<long> CountAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using (command)
        {
            return (long)(await command.ExecuteScalarAsync(cancellation))!;
        }
    }
}
