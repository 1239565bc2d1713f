using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Rows;

/// <summary>An entity and the events of its history as rows: their columns, and how they are read.</summary>
internal static class EntityRow
{
    /// <summary>What is selected, from <c>entities n</c>; the kind's name is known.</summary>
    public const string Columns =
        "n.id, n.low, n.key, n.state, n.version, n.applied, n.judged, n.early, n.flagged, n.conflicts, n.changed, n.marks, n.differs";

    /// <summary>What is selected of its history, from <c>entity_events h</c> with <c>names s</c> of the source.</summary>
    public const string Events =
        "h.number, h.event, h.event_low, s.text, h.type, h.state, h.version, h.at, h.verdict, h.why, h.until, h.flagged, h.judged, h.turn, h.parked";

    public static Entity Read(Statement row, string type) => new()
    {
        Id = new SortableId(row.Long(0), row.Long(1)),
        Type = type,
        Key = row.Text(2),
        State = row.TextOrNull(3),
        Version = row.TextOrNull(4),
        Applied = row.Long(5),
        Judged = row.Long(6),
        Early = row.Int(7),
        Flagged = row.Int(8),
        Conflicts = row.Int(9),
        ChangedAt = Moments.FromTicks(row.Long(10)),
        Marks = EntityCodec.ReadMarks(row.Bytes(11)),
        Differs = EntityCodec.ReadDiffers(row.Bytes(12)),
    };

    public static EntityEvent ReadEvent(Statement row)
    {
        var id = new EventId(new SortableId(row.Long(1), row.Long(2)));
        var at = Moments.FromTicks(row.Long(7));
        return new EntityEvent
        {
            Number = row.Long(0),
            EventId = id,
            Source = row.Text(3),
            Type = row.TextOrNull(4),
            State = row.Text(5),
            Version = row.TextOrNull(6),
            At = at,
            Verdict = (EntityVerdict)row.Int(8),
            Why = row.Text(9),
            Until = Moments.FromTicks(row.LongOrNull(10)),
            Flagged = row.Int(11) != 0,
            JudgedAt = Moments.FromTicks(row.Long(12)),
            Turn = row.LongOrNull(13),
            Parked = EntityCodec.ReadParked(row.Bytes(14), id, at),
        };
    }

    /// <summary>What waits in an entity.</summary>
    public static List<EntityEvent> Early(Connection connection, long entity)
    {
        var early = new List<EntityEvent>();
        using var row = connection.Query($"SELECT {Events} FROM entity_events h JOIN names s ON s.id = h.source WHERE h.entity = ? AND h.verdict = 3").Add(entity);
        while (row.Read())
        {
            early.Add(ReadEvent(row));
        }

        return early;
    }
}
