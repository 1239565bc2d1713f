using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Reading;

/// <summary>One delivery or one event, and what stands beside it.</summary>
internal static class DeliveryReads
{
    /// <summary>A delivery as a line of a list.</summary>
    public const string Line = $"{DeliveryRow.Columns}, s.text, k.type, e.key";

    /// <summary>What is joined to <c>deliveries d</c> for <see cref="Line"/>.</summary>
    public const string Joined = $"{DeliveryRow.Joined} JOIN events e ON e.id = d.event {EventRow.Joined}";

    /// <summary>What is selected of an attempt, from <c>attempts a</c> with <c>names n</c> of the node.</summary>
    public const string AttemptColumns =
        "a.number, a.started, a.duration, n.text, a.outcome, a.status, a.error, a.decision, a.request, a.response, a.body";

    /// <summary>How many columns that is.</summary>
    public const int AttemptCount = 11;

    private const string Attempts =
        $"SELECT {AttemptColumns} FROM attempts a JOIN names n ON n.id = a.node WHERE a.delivery = $1 ORDER BY a.number";

    public static DeliverySummary ReadLine(NpgsqlDataReader row) => new(
        DeliveryRow.Read(row), row.Text(DeliveryRow.Count), row.TextOrNull(DeliveryRow.Count + 1), row.TextOrNull(DeliveryRow.Count + 2));

    public static async Task<DeliveryDetail?> DeliveryAsync(this NpgsqlConnection connection, DeliveryId id, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add($"SELECT {Line} FROM deliveries d {Joined} WHERE d.id = $1").Uuid(id.Value.ToKey());
        batch.Add(Attempts).Uuid(id.Value.ToKey());
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
        {
            return null;
        }

        var line = ReadLine(row);
        await row.NextResultAsync(cancellation);
        var attempts = new List<Attempt>();
        while (await row.ReadAsync(cancellation))
        {
            attempts.Add(ReadAttempt(row, id));
        }

        return new DeliveryDetail(line, attempts);
    }

    public static async Task<EventDetail?> EventAsync(this NpgsqlConnection connection, EventId id, CancellationToken cancellation)
    {
        EventSummary? summary = null;
        await using (var command = connection.Query($"SELECT {EventRow.Columns}, {EventRow.Whole} FROM events e {EventRow.Joined} WHERE e.id = $1"))
        {
            command.Parameters.Uuid(id.Value.ToKey());
            await using var row = await command.ExecuteReaderAsync(cancellation);
            if (await row.ReadAsync(cancellation))
            {
                var evt = EventRow.Read(row, whole: EventRow.Count);
                summary = new EventSummary { Event = evt, BodyLength = evt.Body.Length };
            }
        }

        return summary is null ? null : new EventDetail((await connection.CompleteAsync([summary], most: int.MaxValue, cancellation))[0]);
    }

    /// <summary>Adds what stands beside events: duplicates and deliveries, oldest first, of each at most so many.</summary>
    public static async Task<List<EventSummary>> CompleteAsync(
        this NpgsqlConnection connection, IReadOnlyList<EventSummary> lines, int most, CancellationToken cancellation)
    {
        Guid[] ids = [.. lines.Select(line => line.Event.Id.Value.ToKey())];
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("SELECT event, count, last FROM duplicates WHERE event = ANY($1::uuid[])").Uuids(ids);
        batch.Add(
            $"SELECT {DeliveryRow.Columns} FROM unnest($1::uuid[]) AS o (event) CROSS JOIN LATERAL ("
            + "SELECT * FROM deliveries x WHERE x.event = o.event ORDER BY x.id LIMIT $2) d " + DeliveryRow.Joined + " ORDER BY d.id").Uuids(ids).Int(most);
        var again = new Dictionary<EventId, (long Count, DateTimeOffset Last)>();
        var owed = new Dictionary<EventId, List<Delivery>>();
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            again[new EventId(row.Key(0).ToId())] = (row.Long(1), Moments.FromTicks(row.Long(2)));
        }

        await row.NextResultAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var delivery = DeliveryRow.Read(row);
            owed.TryAdd(delivery.EventId, []);
            owed[delivery.EventId].Add(delivery);
        }

        return [.. lines.Select(line => line with
        {
            Duplicates = again.TryGetValue(line.Event.Id, out var known) ? known.Count : 0,
            LastDuplicateAt = again.ContainsKey(line.Event.Id) ? known.Last : null,
            Deliveries = owed.TryGetValue(line.Event.Id, out var deliveries) ? deliveries : [],
        })];
    }

    public static Attempt ReadAttempt(NpgsqlDataReader row, DeliveryId id) => new()
    {
        DeliveryId = id,
        Number = row.Int(0),
        StartedAt = Moments.FromTicks(row.Long(1)),
        Duration = TimeSpan.FromTicks(row.Long(2)),
        Node = row.Text(3),
        Outcome = (Outcome)row.Small(4),
        Status = row.IntOrNull(5),
        Error = row.TextOrNull(6),
        Decision = row.Text(7),
        RequestHeaders = TextList.ReadHeaders(row.Bytes(8)),
        ResponseHeaders = TextList.ReadHeaders(row.Bytes(9)),
        ResponseBody = row.Bytes(10),
    };
}
