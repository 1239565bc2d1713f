using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>What became of entities, a column each: one statement for their rows, one for their histories.</summary>
internal sealed class EntityColumns(Names names)
{
    private const string Update =
        "UPDATE entities n SET state = w.state, version = w.version, applied = w.applied, judged = w.judged, early = w.early, "
        + "flagged = w.flagged, conflicts = w.conflicts, changed = w.changed, marks = w.marks FROM "
        + "(SELECT unnest($1::uuid[]) AS id, unnest($2::text[]) AS state, unnest($3::text[]) AS version, unnest($4::bigint[]) AS applied, "
        + "unnest($5::bigint[]) AS judged, unnest($6::integer[]) AS early, unnest($7::integer[]) AS flagged, unnest($8::integer[]) AS conflicts, "
        + "unnest($9::bigint[]) AS changed, unnest($10::bytea[]) AS marks) w WHERE n.id = w.id";

    private const string Insert =
        "INSERT INTO entity_events (entity, number, event, at, until, judged, turn, source, verdict, flagged, type, state, version, why, parked) "
        + "SELECT unnest($1::uuid[]), unnest($2::bigint[]), unnest($3::uuid[]), unnest($4::bigint[]), unnest($5::bigint[]), unnest($6::bigint[]), "
        + "unnest($7::bigint[]), unnest($8::integer[]), unnest($9::smallint[]), unnest($10::integer[]) = 1, unnest($11::text[]), unnest($12::text[]), "
        + "unnest($13::text[]), unnest($14::text[]), unnest($15::bytea[]) "
        + "ON CONFLICT (entity, number) DO UPDATE SET until = excluded.until, judged = excluded.judged, turn = excluded.turn, "
        + "verdict = excluded.verdict, flagged = excluded.flagged, why = excluded.why, parked = excluded.parked";

    private const string Remove =
        "DELETE FROM entity_events h USING (SELECT unnest($1::uuid[]) AS entity, unnest($2::bigint[]) AS number) w "
        + "WHERE h.entity = w.entity AND h.number = w.number";

    private readonly HashSet<(SortableId Entity, long Number)> gone = [];
    private readonly Dictionary<SortableId, Entity> entities = [];
    private readonly Dictionary<(SortableId Entity, long Number), EntityEvent> events = [];

    /// <summary>True when there is nothing to write.</summary>
    public bool IsEmpty => entities.Count == 0;

    /// <summary>Takes a change: a later one of the same entity takes its place.</summary>
    public void Add(EntityChange change)
    {
        entities[change.Entity.Id] = change.Entity;
        foreach (var evt in change.Events)
        {
            events[(change.Entity.Id, evt.Number)] = evt;
        }

        foreach (var number in change.Gone)
        {
            events.Remove((change.Entity.Id, number));
            gone.Add((change.Entity.Id, number));
        }
    }

    /// <summary>Writes it. The sources' names are ensured.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        var rows = entities.Values.OrderBy(entity => entity.Id).ToArray();
        batch.Add(Update)
            .Uuids(Array.ConvertAll(rows, row => row.Id.ToKey()))
            .Texts(Array.ConvertAll(rows, row => row.State))
            .Texts(Array.ConvertAll(rows, row => row.Version.ToColumn()))
            .Longs(Array.ConvertAll(rows, row => row.Applied))
            .Longs(Array.ConvertAll(rows, row => row.Judged))
            .Ints(Array.ConvertAll(rows, row => row.Early))
            .Ints(Array.ConvertAll(rows, row => row.Flagged))
            .Ints(Array.ConvertAll(rows, row => row.Conflicts))
            .Longs(Array.ConvertAll(rows, row => row.ChangedAt.UtcTicks))
            .Blobs(Array.ConvertAll(rows, row => (ReadOnlyMemory<byte>)EntityCodec.Write(row.Marks)));
        AddEvents(batch);
        if (gone.Count > 0)
        {
            var numbers = gone.Order().ToArray();
            batch.Add(Remove).Uuids(Array.ConvertAll(numbers, one => one.Entity.ToKey())).Longs(Array.ConvertAll(numbers, one => one.Number));
        }
    }

    private void AddEvents(NpgsqlBatch batch)
    {
        var rows = events.OrderBy(one => one.Key.Entity).ThenBy(one => one.Key.Number).ToArray();
        batch.Add(Insert)
            .Uuids(Array.ConvertAll(rows, row => row.Key.Entity.ToKey()))
            .Longs(Array.ConvertAll(rows, row => row.Value.Number))
            .Uuids(Array.ConvertAll(rows, row => row.Value.EventId.Value.ToKey()))
            .Longs(Array.ConvertAll(rows, row => row.Value.At.UtcTicks))
            .Longs(Array.ConvertAll(rows, row => row.Value.Until.ToTicks()))
            .Longs(Array.ConvertAll(rows, row => row.Value.JudgedAt.UtcTicks))
            .Longs(Array.ConvertAll(rows, row => row.Value.Turn))
            .Ints(Array.ConvertAll(rows, row => names[row.Value.Source]))
            .Smalls(Array.ConvertAll(rows, row => (short)row.Value.Verdict))
            .Ints(Array.ConvertAll(rows, row => row.Value.Flagged ? 1 : 0))
            .Texts(Array.ConvertAll(rows, row => row.Value.Type.ToColumn()))
            .Texts(Array.ConvertAll(rows, row => row.Value.State))
            .Texts(Array.ConvertAll(rows, row => row.Value.Version.ToColumn()))
            .Texts(Array.ConvertAll(rows, row => row.Value.Why.ToColumn()))
            .Blobs(Array.ConvertAll(rows, row => (ReadOnlyMemory<byte>)EntityCodec.Write(row.Value.Parked)));
    }
}
