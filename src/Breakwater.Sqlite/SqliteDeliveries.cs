using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps what is owed, and what became of it.</summary>
internal sealed class SqliteDeliveries(Writer writer, Readers readers, NameTable names) : IDeliveryStore
{
    public Task SettleAsync(IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                foreach (var start in starts)
                {
                    Note(session, start);
                }

                foreach (var settlement in settlements)
                {
                    Settle(session, settlement);
                }

                return true;
            },
            cancellation);

    public Task<IReadOnlyList<DueBatch>> FetchDueAsync(IReadOnlyList<DueRequest> requests, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<DueBatch>>(connection => [.. requests.Select(request => FetchDue(connection, request))], cancellation);

    public Task<int> RecoverAsync(DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                session.Prepare("UPDATE deliveries SET started = NULL WHERE started IS NOT NULL AND started <= attempts").Run();
                var interrupted = Begun(session.Connection);
                return interrupted.Count(begun => Interrupt(session, begun, now));
            },
            cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<Backlog>>(
            connection =>
            {
                using var use = connection.Prepare("SELECT destination, count(*), min(due), min(id) FROM deliveries INDEXED BY deliveries_due WHERE state = 0 GROUP BY destination").Use();
                var row = use.Statement;
                var backlogs = new List<Backlog>();
                while (row.Step())
                {
                    backlogs.Add(new Backlog(names.Name(row.Long(0)), row.Long(1), row.Moment(2), new SortableId(row.Long(3), 0).Moment));
                }

                return [.. backlogs.OrderBy(backlog => backlog.Destination, StringComparer.Ordinal)];
            },
            cancellation);

    public Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        ChangeAsync(
            id,
            DeliveryState.Waiting,
            "UPDATE deliveries SET state = 0, due = ?1, since = ?1, attempts_before = attempts, settled_at = NULL WHERE id = ?2",
            now,
            cancellation);

    public Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        ChangeAsync(id, DeliveryState.Cancelled, "UPDATE deliveries SET state = 4, due = NULL, settled_at = ?1 WHERE id = ?2", now, cancellation);

    public Task AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                DeliveryRows.InsertOwned(session, deliveries);
                return true;
            },
            cancellation);

    private Task<Delivery?> ChangeAsync(DeliveryId id, DeliveryState to, string update, DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                var delivery = DeliveryRows.Find(session.Connection, names, id);
                if (delivery is not { State: DeliveryState.Waiting or DeliveryState.Dead })
                {
                    return delivery;
                }

                session.Prepare(update).Bind(1, now).Bind(2, id.Value.High).Run();
                Count(session, delivery.Destination, delivery.State, to);
                return DeliveryRows.Find(session.Connection, names, id);
            },
            cancellation);

    private static void Count(WriteSession session, string destination, DeliveryState from, DeliveryState to)
    {
        var number = session.Number(destination);
        session.Counters.Delivery(number, from, -1);
        session.Counters.Delivery(number, to, 1);
    }

    private static void Note(WriteSession session, AttemptStart start) =>
        session.Prepare("UPDATE deliveries SET started = ?1, started_at = ?2, started_node = ?3 WHERE id = ?4 AND low = ?5 AND attempts < ?1")
            .Bind(1, (long)start.Number).Bind(2, start.StartedAt).Bind(3, start.Node)
            .Bind(4, start.DeliveryId.Value.High).Bind(5, start.DeliveryId.Value.Low)
            .Run();

    private static void Settle(WriteSession session, Settlement settlement)
    {
        var attempt = settlement.Attempt;
        var terminal = settlement.State != DeliveryState.Waiting;
        DeliveryRows.InsertAttempt(session, attempt);
        using var use = session.Prepare("""
            UPDATE deliveries SET state = ?1, attempts = ?2, due = ?3, settled_at = ?4, last_status = ?5, last_error = ?6,
              started = CASE WHEN started <= ?2 THEN NULL ELSE started END
            WHERE id = ?7 AND low = ?8 AND state = 0 AND attempts < ?2 RETURNING destination
            """).Use();
        var applied = use.Statement.Bind(1, (long)settlement.State).Bind(2, (long)attempt.Number)
            .Bind(3, terminal ? null : settlement.NextAttemptAt ?? settlement.At).Bind(4, terminal ? settlement.At : null)
            .Bind(5, (long?)attempt.Status).Bind(6, Cut(attempt.Error))
            .Bind(7, attempt.DeliveryId.Value.High).Bind(8, attempt.DeliveryId.Value.Low)
            .Step();
        if (!applied)
        {
            session.Prepare("UPDATE deliveries SET started = NULL WHERE id = ?1 AND started <= ?2")
                .Bind(1, attempt.DeliveryId.Value.High).Bind(2, (long)attempt.Number).Run();
        }
        else if (terminal)
        {
            var destination = use.Statement.Long(0);
            session.Counters.Delivery(destination, DeliveryState.Waiting, -1);
            session.Counters.Delivery(destination, settlement.State, 1);
        }
    }

    private static string? Cut(string? error) => error is { Length: > Limits.LastErrorLength } ? error[..Limits.LastErrorLength] : error;

    private static List<(AttemptStart Start, bool Waiting)> Begun(Connection connection)
    {
        using var use = connection.Prepare("SELECT id, low, started, started_at, started_node, state FROM deliveries WHERE started IS NOT NULL").Use();
        var row = use.Statement;
        var begun = new List<(AttemptStart Start, bool Waiting)>();
        while (row.Step())
        {
            var id = new DeliveryId(new SortableId(row.Long(0), row.Long(1)));
            begun.Add((new AttemptStart(id, row.Int(2), row.Moment(3)) { Node = row.TextOrNull(4) }, row.Int(5) == (int)DeliveryState.Waiting));
        }

        return begun;
    }

    private static bool Interrupt(WriteSession session, (AttemptStart Start, bool Waiting) begun, DateTimeOffset now)
    {
        var attempt = Interruption.Of(begun.Start, begun.Waiting);
        var id = begun.Start.DeliveryId.Value.High;
        session.Prepare("UPDATE deliveries SET started = NULL WHERE id = ?1").Bind(1, id).Run();
        if (!DeliveryRows.InsertAttempt(session, attempt))
        {
            return false;
        }

        session.Prepare("UPDATE deliveries SET attempts = ?1, due = ?2, last_status = NULL, last_error = ?3 WHERE id = ?4 AND state = 0")
            .Bind(1, (long)begun.Start.Number).Bind(2, now).Bind(3, attempt.Error).Bind(4, id).Run();
        return true;
    }

    /// <summary>Walks the index of what waits in the order of time; what is held is stepped over, which is little beside what it costs to read a body.</summary>
    private DueBatch FetchDue(Connection connection, DueRequest request)
    {
        if (names.Find(request.Destination) is not { } destination)
        {
            return new DueBatch([], More: false, null);
        }

        using var use = connection.Prepare($"""
            SELECT d.due, {RowReading.DeliveryColumns}, {RowReading.EventColumns}, e.headers, e.body
            FROM deliveries d INDEXED BY deliveries_due CROSS JOIN events e ON e.id = d.event
            WHERE d.state = 0 AND d.destination = ?1 ORDER BY d.due, d.id
            """).Use();
        var row = use.Statement.Bind(1, destination);
        var items = new List<DueDelivery>();
        var bytes = 0L;
        while (row.Step())
        {
            if (request.Held.Contains(new DeliveryId(new SortableId(row.Long(1), row.Long(2)))))
            {
                continue;
            }

            var due = row.Moment(0);
            bytes += due > request.Now ? 0 : row.Length(BodyColumn);
            if (due > request.Now || items.Count == request.Limit || (items.Count > 0 && bytes > request.LimitBytes))
            {
                return new DueBatch(items, More: due <= request.Now, due);
            }

            items.Add(new DueDelivery(RowReading.Delivery(row, 1, names), RowReading.WholeEvent(row, EventColumn, names)));
        }

        return new DueBatch(items, More: false, null);
    }

    private const int EventColumn = 1 + RowReading.DeliveryColumnCount;
    private const int BodyColumn = EventColumn + RowReading.EventColumnCount + 1;
}
