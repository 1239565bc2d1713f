using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>
/// Everything of the store, whole and in the order of ids. Several statements make one portion: they belong into one transaction that sees
/// one moment.
/// </summary>
internal static class TransferReads
{
    /// <summary>Bodies are weighed before they are read.</summary>
    private const string Portion =
        "SELECT x.id FROM (SELECT w.id, row_number() OVER so_far AS n, sum(w.weight) OVER so_far AS bytes FROM (SELECT e.id, octet_length(e.body) "
        + "+ coalesce((SELECT sum(octet_length(a.body)) FROM deliveries d JOIN attempts a ON a.delivery = d.id WHERE d.event = e.id), 0) AS weight "
        + "FROM events e WHERE e.id > $1 ORDER BY e.id LIMIT $2) w WINDOW so_far AS (ORDER BY w.id ROWS UNBOUNDED PRECEDING)) x "
        + "WHERE x.n = 1 OR x.bytes <= $3";

    private const string Events =
        $"SELECT {EventRow.Columns}, {EventRow.Whole}, u.count, u.last FROM events e {EventRow.Joined} LEFT JOIN duplicates u ON u.event = e.id "
        + "WHERE e.id = ANY($1::uuid[])";

    /// <summary>Without an order: the server would walk along a whole table to save a sort of a few.</summary>
    private const string Deliveries =
        $"SELECT {DeliveryRow.Columns}, t.number, t.at, m.text FROM unnest($1::uuid[]) AS o (event) JOIN deliveries d ON d.event = o.event "
        + $"{DeliveryRow.Joined} LEFT JOIN started t ON t.delivery = d.id LEFT JOIN names m ON m.id = t.node";

    private const string Attempts =
        $"SELECT {DeliveryReads.AttemptColumns}, a.delivery FROM unnest($1::uuid[]) AS o (delivery) JOIN attempts a ON a.delivery = o.delivery "
        + "JOIN names n ON n.id = a.node";

    private const string Replays = $"SELECT {ReplayRow.Columns} FROM replays WHERE id > $1 ORDER BY id LIMIT $2";

    private const string Count = "SELECT coalesce(sum(events), 0)::bigint FROM sources";

    public static async Task<IReadOnlyList<WholeEvent>> WholeEventsAsync(
        this NpgsqlConnection connection, EventId? after, int limit, long limitBytes, CancellationToken cancellation)
    {
        var ids = await PortionAsync(connection, after, limit, limitBytes, cancellation);
        if (ids.Length == 0)
        {
            return [];
        }

        var events = await EventsAsync(connection, ids, cancellation);
        var deliveries = await DeliveriesAsync(connection, ids, cancellation);
        var attempts = await AttemptsAsync(connection, [.. deliveries.Select(whole => whole.Delivery.Id.Value.ToKey())], cancellation);
        var owed = deliveries
            .Select(whole => whole with { Attempts = [.. attempts[whole.Delivery.Id].OrderBy(attempt => attempt.Number)] })
            .ToLookup(whole => whole.Delivery.EventId);
        return
        [
            .. events.OrderBy(whole => whole.Event.Id)
                .Select(whole => whole with { Deliveries = [.. owed[whole.Event.Id].OrderBy(one => one.Delivery.Id)] }),
        ];
    }

    public static async Task<IReadOnlyList<Replay>> ReplaysAsync(
        this NpgsqlConnection connection, ReplayId? after, int limit, CancellationToken cancellation)
    {
        var found = new List<Replay>();
        await using var command = connection.Query(Replays);
        command.Parameters.Uuid(after?.Value.ToKey() ?? Guid.Empty).Int(limit);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add(ReplayRow.Read(row));
        }

        return found;
    }

    /// <summary>From the counters of the sources.</summary>
    public static async Task<long> CountOfEventsAsync(this NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = connection.Query(Count);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<Guid[]> PortionAsync(
        NpgsqlConnection connection, EventId? after, int limit, long limitBytes, CancellationToken cancellation)
    {
        var ids = new List<Guid>();
        await using var command = connection.Query(Portion);
        command.Parameters.Uuid(after?.Value.ToKey() ?? Guid.Empty).Int(limit).Long(limitBytes);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            ids.Add(row.Key(0));
        }

        return [.. ids];
    }

    private static async Task<List<WholeEvent>> EventsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellation)
    {
        const int Again = EventRow.Count + 2;
        var found = new List<WholeEvent>(ids.Length);
        await using var command = connection.Query(Events);
        command.Parameters.Uuids(ids);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add(new WholeEvent
            {
                Event = EventRow.Read(row, whole: EventRow.Count),
                Duplicates = row.LongOrNull(Again) ?? 0,
                LastDuplicateAt = Moments.FromTicks(row.LongOrNull(Again + 1)),
            });
        }

        return found;
    }

    private static async Task<List<WholeDelivery>> DeliveriesAsync(NpgsqlConnection connection, Guid[] events, CancellationToken cancellation)
    {
        var found = new List<WholeDelivery>();
        await using var command = connection.Query(Deliveries);
        command.Parameters.Uuids(events);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var delivery = DeliveryRow.Read(row);
            found.Add(new WholeDelivery
            {
                Delivery = delivery,
                Started = row.IntOrNull(DeliveryRow.Count) is { } number
                    ? new AttemptStart(delivery.Id, number, Moments.FromTicks(row.Long(DeliveryRow.Count + 1))) { Node = row.TextOrNull(DeliveryRow.Count + 2) }
                    : null,
            });
        }

        return found;
    }

    private static async Task<ILookup<DeliveryId, Attempt>> AttemptsAsync(NpgsqlConnection connection, Guid[] deliveries, CancellationToken cancellation)
    {
        var found = new List<Attempt>();
        await using var command = connection.Query(Attempts);
        command.Parameters.Uuids(deliveries);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            found.Add(DeliveryReads.ReadAttempt(row, new DeliveryId(row.Key(DeliveryReads.AttemptCount).ToId())));
        }

        return found.ToLookup(attempt => attempt.DeliveryId);
    }
}
