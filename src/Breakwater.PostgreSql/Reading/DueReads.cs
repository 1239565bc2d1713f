using Breakwater.Configuration;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>What is owed, and when.</summary>
internal static class DueReads
{
    /// <summary>
    /// For each request one walk along the index of what waits, a range for each shard, merged in the order of their times and past what is
    /// held. Bodies are weighed before they are read. A row without a delivery says when the first is due that was left. OFFSET 0 keeps the
    /// look at what is held, which is one set for all, out of the ranges.
    /// </summary>
    private static readonly string DueSql =
        $"SELECT r.n, c.due, c.given, {DeliveryRow.Columns}, {EventRow.Columns}, {EventRow.Whole} "
        + "FROM unnest($1::integer[], $2::bigint[], $3::integer[], $4::bigint[], $6::bigint[]) WITH ORDINALITY AS r (destination, now, most, bytes, shards, n) "
        + "CROSS JOIN LATERAL (SELECT g.*, lag(g.given, 1, true) OVER (ORDER BY g.rank) AS before FROM (SELECT x.*, "
        + "(x.due <= r.now AND x.rank <= r.most AND (x.rank = 1 OR x.weight <= r.bytes)) AS given FROM (SELECT q.due, q.delivery, "
        + "row_number() OVER w AS rank, sum(octet_length(e.body)) OVER w AS weight FROM (SELECT v.due, v.delivery FROM ("
        + $"SELECT due, delivery FROM ({Ranges()}) u ORDER BY due, delivery OFFSET 0) v "
        + "WHERE (v.delivery IN (SELECT unnest($5::uuid[]))) IS NOT TRUE ORDER BY v.due, v.delivery LIMIT r.most + 1) q "
        + "JOIN deliveries d ON d.id = q.delivery JOIN events e ON e.id = d.event "
        + "WINDOW w AS (ORDER BY q.due, q.delivery ROWS UNBOUNDED PRECEDING)) x) g) c "
        + "LEFT JOIN deliveries d ON d.id = c.delivery AND c.given LEFT JOIN names n ON n.id = d.destination "
        + "LEFT JOIN events e ON e.id = d.event LEFT JOIN kinds k ON k.id = e.kind LEFT JOIN names s ON s.id = k.source "
        + "WHERE c.given OR c.before ORDER BY r.n, c.rank";

    /// <summary>
    /// The first of each shard, and of those the first; the greatest number where each waits for another one of its key; of a destination that
    /// waits in other shards only, none.
    /// </summary>
    private const string BacklogSql =
        "SELECT n.text, c.count, (SELECT min(coalesce(f.due, 9223372036854775807)) FROM unnest($1::smallint[]) AS h (shard) CROSS JOIN LATERAL (SELECT u.due FROM undelivered u "
        + "WHERE u.shard = h.shard AND u.destination = c.destination AND u.state = 0 ORDER BY u.due LIMIT 1) f), "
        + "(SELECT u.delivery FROM undelivered u WHERE u.destination = c.destination AND u.state = 0 ORDER BY u.delivery LIMIT 1), "
        + "(SELECT count(*) FROM undelivered u WHERE u.destination = c.destination AND u.held) "
        + "FROM (SELECT destination, sum(count)::bigint AS count FROM counts WHERE state = 0 GROUP BY destination HAVING sum(count) > 0) c "
        + "JOIN names n ON n.id = c.destination ORDER BY n.text COLLATE \"C\"";

    /// <param name="connection">Where to read.</param>
    /// <param name="requests">What is asked for.</param>
    /// <param name="destinations">The number of each request's destination; 0 for one that nothing was ever sent to.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<DueBatch>> DueAsync(
        this NpgsqlConnection connection, IReadOnlyList<DueRequest> requests, int[] destinations, CancellationToken cancellation)
    {
        var given = requests.Select(_ => new List<DueDelivery>()).ToArray();
        var next = new DateTimeOffset?[requests.Count];
        await using var command = connection.Query(DueSql);
        command.Parameters
            .Ints(destinations)
            .Longs([.. requests.Select(request => request.Now.UtcTicks)])
            .Ints([.. requests.Select(request => request.Limit)])
            .Longs([.. requests.Select(request => request.LimitBytes)])
            .Uuids([.. requests.SelectMany(request => request.Held).Select(id => id.Value.ToKey())])
            .Longs([.. requests.Select(request => (long)request.Shards.Bits)]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var n = (int)row.Long(0) - 1;
            if (row.GetBoolean(2))
            {
                const int Delivery = 3;
                var evt = EventRow.Read(row, Delivery + DeliveryRow.Count, Delivery + DeliveryRow.Count + EventRow.Count);
                given[n].Add(new DueDelivery(DeliveryRow.Read(row, Delivery), evt));
            }
            else
            {
                next[n] = Moments.FromTicks(row.Long(1));
            }
        }

        return [.. requests.Select((request, n) => new DueBatch(given[n], More: next[n] <= request.Now, next[n]))];
    }

    public static async Task<IReadOnlyList<Backlog>> BacklogsAsync(
        this NpgsqlConnection connection, ShardSet shards, CancellationToken cancellation)
    {
        var backlogs = new List<Backlog>();
        await using var command = connection.Query(BacklogSql);
        command.Parameters.Smalls([.. shards.ToArray().Select(shard => (short)shard)]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            if (row.LongOrNull(2) is { } due)
            {
                backlogs.Add(new Backlog(row.Text(0), row.Long(1), due == long.MaxValue ? null : Moments.FromTicks(due), row.Key(3).ToId().Moment) { Held = row.Long(4) });
            }
        }

        return backlogs;
    }

    /// <summary>Each in its order, so that they are merged and not sorted.</summary>
    private static string Ranges() => string.Join(" UNION ALL ", Enumerable.Range(0, Limits.Shards).Select(shard =>
        $"(SELECT due, delivery FROM undelivered WHERE shard = {shard} AND (r.shards >> {shard}) & 1 = 1 "
        + "AND destination = r.destination AND state = 0 AND due IS NOT NULL ORDER BY due, delivery)"));
}
