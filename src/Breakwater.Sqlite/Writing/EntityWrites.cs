using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>Judges what events say of entities. One writer does everything, so each verdict sees all those before it.</summary>
internal static class EntityWrites
{
    /// <summary>Judges what a new event says, and makes the deliveries of what is applied.</summary>
    /// <returns>Those deliveries; null where there are none.</returns>
    public static List<Delivery>? Judge(this WriteSession session, Event evt, IReadOnlyList<Claim> claims)
    {
        var rows = new SessionRows(session);
        List<Delivery>? made = null;
        for (var i = 0; i < claims.Count; i++)
        {
            if (Verdicts.Judge(rows, claims[i], evt) is { Count: > 0 } deliveries)
            {
                (made ??= []).AddRange(deliveries);
            }
        }

        return made;
    }

    public static TimedOut TimeOut(this WriteSession session, IReadOnlyDictionary<string, EntityRules> rules, DateTimeOffset now, int limit)
    {
        var made = new List<Delivery>();
        var over = session.FindOver(now, limit);
        foreach (var id in over)
        {
            var entity = session.Find(id);
            var change = Advance.TimeOut(entity, EntityRow.Early(session.Connection, id), rules.GetValueOrDefault(entity.Type), now);
            session.Keep(change);
            made.AddRange(change.Deliveries);
        }

        return new TimedOut(over.Count, made);
    }

    /// <summary>Notes what destinations know otherwise.</summary>
    public static bool Note(this WriteSession session, IReadOnlyList<EntityNote> notes)
    {
        var rows = new SessionRows(session);
        foreach (var note in notes)
        {
            if (rows.Find(note.Type, note.Key).Entity is { } entity)
            {
                session.Connection.Query("UPDATE entities SET differs = ? WHERE id = ?").Add(EntityCodec.Write(note.With(entity.Differs))).Add(entity.Id.High).Run();
            }
        }

        return true;
    }

    public static int PruneEntities(this WriteSession session, DateTimeOffset before, int limit)
    {
        var gone = new List<long>();
        using (var row = session.Connection.Query(
            "SELECT n.id FROM entities n WHERE n.changed < ? AND NOT EXISTS (SELECT 1 FROM entity_events h WHERE h.entity = n.id) LIMIT ?")
            .Add(before.ToTicks()).Add((long)limit))
        {
            while (row.Read())
            {
                gone.Add(row.Long(0));
            }
        }

        foreach (var id in gone)
        {
            session.Connection.Query("DELETE FROM entities WHERE id = ?").Add(id).Run();
        }

        return gone.Count;
    }

    private static Entity Find(this WriteSession session, long id)
    {
        using var row = session.Connection.Query($"SELECT {EntityRow.Columns}, t.text FROM entities n JOIN names t ON t.id = n.type WHERE n.id = ?").Add(id);
        return row.Read() ? EntityRow.Read(row, row.Text(13)) : throw new InvalidDataException($"The entity {id} is not there: the database is damaged.");
    }

    /// <summary>Entities in which something has waited long enough, the longest first.</summary>
    private static List<long> FindOver(this WriteSession session, DateTimeOffset now, int limit)
    {
        var over = new List<long>();
        using var row = session.Connection.Query("SELECT entity FROM entity_events WHERE until <= ? ORDER BY until").Add(now.ToTicks());
        while (over.Count < limit && row.Read())
        {
            if (!over.Contains(row.Long(0)))
            {
                over.Add(row.Long(0));
            }
        }

        return over;
    }

    private static bool Has(this WriteSession session, long id)
    {
        using var row = session.Connection.Query("SELECT 1 FROM entities WHERE id = ?").Add(id);
        return row.Read();
    }

    private static void Insert(this WriteSession session, Entity entity, long type)
    {
        session.Connection.Query(
            "INSERT INTO entities (id, low, type, key, applied, judged, early, flagged, conflicts, changed, marks) VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0, 0, x'')")
            .Add(entity.Id.High).Add(entity.Id.Low).Add(type).Add(entity.Key).Run();
        session.Saw(entity.Id);
    }

    private static void Keep(this WriteSession session, EntityChange change)
    {
        var entity = change.Entity;
        session.Connection.Query(
            "UPDATE entities SET state = ?, version = ?, applied = ?, judged = ?, early = ?, flagged = ?, conflicts = ?, changed = ?, marks = ? WHERE id = ?")
            .Add(entity.State).Add(entity.Version).Add(entity.Applied).Add(entity.Judged).Add((long)entity.Early).Add((long)entity.Flagged)
            .Add((long)entity.Conflicts).Add(entity.ChangedAt.ToTicks()).Add(EntityCodec.Write(entity.Marks)).Add(entity.Id.High).Run();
        foreach (var evt in change.Events)
        {
            session.Keep(entity.Id.High, evt);
        }

        foreach (var number in change.Gone)
        {
            session.Connection.Query("DELETE FROM entity_events WHERE entity = ? AND number = ?").Add(entity.Id.High).Add(number).Run();
        }

        foreach (var delivery in change.Deliveries)
        {
            session.Insert(delivery);
        }
    }

    private static void Keep(this WriteSession session, long entity, EntityEvent evt) => session.Connection.Query(
        "INSERT OR REPLACE INTO entity_events (entity, number, event, event_low, source, type, state, version, at, verdict, why, until, flagged, judged, turn, parked) "
        + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .Add(entity).Add(evt.Number).Add(evt.EventId.Value.High).Add(evt.EventId.Value.Low).Add(session.Name(evt.Source))
        .Add(evt.Type).Add(evt.State).Add(evt.Version).Add(evt.At.ToTicks()).Add((long)evt.Verdict).Add(evt.Why)
        .Add(evt.Until.ToTicks()).Add(evt.Flagged ? 1L : 0).Add(evt.JudgedAt.ToTicks()).Add(evt.Turn).Add(EntityCodec.Write(evt.Parked)).Run();

    /// <summary>One writer does everything: what is kept is read again from the tables.</summary>
    private sealed class SessionRows(WriteSession session) : IEntityRows
    {
        public (Entity? Entity, IReadOnlyList<EntityEvent> Early) Find(string type, string key)
        {
            Entity? found = null;
            using (var row = session.Connection.Query($"SELECT {EntityRow.Columns} FROM entities n WHERE n.key = ? AND n.type = ?").Add(key).Add(session.Name(type)))
            {
                found = row.Read() ? EntityRow.Read(row, type) : null;
            }

            return found is null ? (null, []) : (found, found.Early == 0 ? [] : EntityRow.Early(session.Connection, found.Id.High));
        }

        public void Keep(EntityChange change)
        {
            if (!session.Has(change.Entity.Id.High))
            {
                session.Insert(change.Entity, session.Name(change.Entity.Type));
            }

            session.Keep(change);
        }
    }
}
