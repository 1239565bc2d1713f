using Breakwater.Model;

namespace Breakwater.Sqlite;

/// <summary>Rows become records. The column lists and the readers stand together, so that neither changes without the other.</summary>
internal static class RowReading
{
    /// <summary>Columns of an event without headers and body.</summary>
    public const string EventColumns =
        "e.id, e.low, e.source, e.idempotency_id, e.type, e.key, e.version, e.occurred_at, e.received_at, e.traceparent";

    public const int EventColumnCount = 10;

    /// <summary>Columns of a delivery.</summary>
    public const string DeliveryColumns =
        "d.id, d.low, d.event, (SELECT low FROM events WHERE id = d.event), d.destination, d.state, d.due, d.attempts, d.since, " +
        "d.attempts_before, d.last_status, d.last_error, d.settled_at, d.replay, d.replay_low";

    public const int DeliveryColumnCount = 15;

    public static Event Event(Statement row, int at, NameTable names) => new()
    {
        Id = new EventId(new SortableId(row.Long(at), row.Long(at + 1))),
        Source = names.Name(row.Long(at + 2)),
        IdempotencyId = row.Text(at + 3),
        Type = row.TextOrNull(at + 4),
        Key = row.TextOrNull(at + 5),
        Version = row.TextOrNull(at + 6),
        OccurredAt = row.MomentOrNull(at + 7),
        ReceivedAt = row.Moment(at + 8),
        TraceParent = row.TextOrNull(at + 9),
        Headers = [],
        Body = default,
    };

    /// <summary>An event with the columns headers and body behind <see cref="EventColumns"/>.</summary>
    public static Event WholeEvent(Statement row, int at, NameTable names) => Event(row, at, names) with
    {
        Headers = HeaderCodec.Read(row.Bytes(at + EventColumnCount)),
        Body = row.Bytes(at + EventColumnCount + 1).ToArray(),
    };

    public static Delivery Delivery(Statement row, int at, NameTable names) => new()
    {
        Id = new DeliveryId(new SortableId(row.Long(at), row.Long(at + 1))),
        EventId = new EventId(new SortableId(row.Long(at + 2), row.Long(at + 3))),
        Destination = names.Name(row.Long(at + 4)),
        State = (DeliveryState)row.Int(at + 5),
        NextAttemptAt = row.MomentOrNull(at + 6),
        Attempts = row.Int(at + 7),
        Since = row.Moment(at + 8),
        AttemptsBefore = row.Int(at + 9),
        LastStatus = row.IntOrNull(at + 10),
        LastError = row.TextOrNull(at + 11),
        SettledAt = row.MomentOrNull(at + 12),
        Replay = row.LongOrNull(at + 13) is { } replay ? new ReplayId(new SortableId(replay, row.Long(at + 14))) : null,
    };

    public static Attempt Attempt(Statement row, DeliveryId delivery) => new()
    {
        DeliveryId = delivery,
        Number = row.Int(0),
        StartedAt = row.Moment(1),
        Duration = new TimeSpan(row.Long(2)),
        Node = row.Text(3),
        Outcome = (Outcome)row.Int(4),
        Status = row.IntOrNull(5),
        Error = row.TextOrNull(6),
        Decision = row.Text(7),
        RequestHeaders = HeaderCodec.Read(row.Bytes(8)),
        ResponseHeaders = HeaderCodec.Read(row.Bytes(9)),
        ResponseBody = row.Bytes(10).ToArray(),
    };
}
