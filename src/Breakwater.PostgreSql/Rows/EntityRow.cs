using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Rows;

/// <summary>An entity and the events of its history as rows: their columns, and how they are read.</summary>
internal static class EntityRow
{
    /// <summary>What is selected, from <c>entities n</c> with <c>names t</c> of the kind.</summary>
    public const string Columns =
        "n.id, t.text, n.key, n.state, n.version, n.applied, n.judged, n.early, n.flagged, n.conflicts, n.changed, n.marks, n.differs";

    /// <summary>How many columns that is.</summary>
    public const int Count = 13;

    /// <summary>What is selected of its history, from <c>entity_events h</c> with <c>names s</c> of the source.</summary>
    public const string Events =
        "h.entity, h.number, h.event, s.text, h.type, h.state, h.version, h.at, h.verdict, h.why, h.until, h.flagged, h.judged, h.turn, h.parked";

    public static Entity Read(NpgsqlDataReader row) => new()
    {
        Id = row.Key(0).ToId(),
        Type = row.Text(1),
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

    public static EntityEvent ReadEvent(NpgsqlDataReader row)
    {
        var id = new EventId(row.Key(2).ToId());
        var at = Moments.FromTicks(row.Long(7));
        return new EntityEvent
        {
            Number = row.Long(1),
            EventId = id,
            Source = row.Text(3),
            Type = row.TextOrNull(4),
            State = row.Text(5),
            Version = row.TextOrNull(6),
            At = at,
            Verdict = (EntityVerdict)row.Small(8),
            Why = row.Text(9),
            Until = Moments.FromTicks(row.LongOrNull(10)),
            Flagged = row.GetBoolean(11),
            JudgedAt = Moments.FromTicks(row.Long(12)),
            Turn = row.LongOrNull(13),
            Parked = EntityCodec.ReadParked(row.Bytes(14), id, at),
        };
    }
}
