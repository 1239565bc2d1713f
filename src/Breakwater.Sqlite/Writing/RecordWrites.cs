using Breakwater.Model;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>Records a group of arrivals: the hot path of the way in.</summary>
internal static class RecordWrites
{
    public static IReadOnlyList<Receipt> Record(this WriteSession session, IReadOnlyList<Storage.Recording> group)
    {
        var receipts = new Receipt[group.Count];
        for (var i = 0; i < group.Count; i++)
        {
            receipts[i] = session.Record(group[i]);
        }

        for (var i = 0; i < receipts.Length; i++)
        {
            if (receipts[i].Ordered is not null)
            {
                receipts[i] = receipts[i] with { Ordered = session.Ordered(group[i].Deliveries) };
            }
        }

        return receipts;
    }

    public static Receipt Record(this WriteSession session, Storage.Recording recording)
    {
        var evt = recording.Event;
        var source = session.Name(evt.Source);
        var hash = Identity.Hash(evt.Source, evt.IdempotencyId);
        if (session.FindFirst(hash, source, evt.IdempotencyId) is { } first)
        {
            return session.CountAgain(first, source, evt);
        }

        session.Insert(evt, source, hash);
        var ordered = false;
        for (var i = 0; i < recording.Deliveries.Count; i++)
        {
            session.Insert(recording.Deliveries[i]);
            ordered |= recording.Deliveries[i].Turn is not null;
        }

        return new Receipt(evt.Id, Duplicate: false)
        {
            Ordered = ordered ? [] : null,
            Made = recording.Claims.Count > 0 ? session.Judge(evt, recording.Claims) : null,
        };
    }

    /// <summary>Which ids are known: asked of the writer, whose newest identities are not in their index yet.</summary>
    public static IReadOnlyDictionary<string, EventId> Known(this WriteSession session, string source, IReadOnlyList<string> ids)
    {
        var known = new Dictionary<string, EventId>(StringComparer.Ordinal);
        var name = session.Name(source);
        foreach (var id in ids)
        {
            if (session.FindFirst(Identity.Hash(source, id), name, id) is { } evt)
            {
                known[id] = evt;
            }
        }

        return known;
    }

    /// <summary>Takes one event over under its own id; false when the same is known under another.</summary>
    public static bool TryInsert(this WriteSession session, Event evt, out long source)
    {
        source = session.Name(evt.Source);
        var hash = Identity.Hash(evt.Source, evt.IdempotencyId);
        if (session.FindFirst(hash, source, evt.IdempotencyId) is not null)
        {
            return false;
        }

        session.Insert(evt, source, hash);
        return true;
    }

    private static EventId? FindFirst(this WriteSession session, long hash, long source, string idempotencyId)
    {
        if (session.Fresh.TryFind(hash, out var fresh) && session.FindFresh(fresh, source, idempotencyId) is { } known)
        {
            return known;
        }

        using var row = session.Connection.Query(
            "SELECT e.id, e.low FROM identities i JOIN events e ON e.id = i.event JOIN kinds k ON k.id = e.kind "
            + "WHERE i.hash = ? AND k.source = ? AND e.idempotency = ?")
            .Add(hash).Add(source).Add(idempotencyId);
        return row.Read() ? new EventId(new SortableId(row.Long(0), row.Long(1))) : null;
    }

    private static EventId? FindFresh(this WriteSession session, long evt, long source, string idempotencyId)
    {
        using var row = session.Connection.Query(
            "SELECT e.id, e.low FROM events e JOIN kinds k ON k.id = e.kind WHERE e.id = ? AND k.source = ? AND e.idempotency = ?")
            .Add(evt).Add(source).Add(idempotencyId);
        return row.Read() ? new EventId(new SortableId(row.Long(0), row.Long(1))) : null;
    }

    /// <summary>The very same recording again (its commit was judged lost, and was not) is no duplicate.</summary>
    private static Receipt CountAgain(this WriteSession session, EventId first, long source, Event evt)
    {
        if (first == evt.Id)
        {
            return new Receipt(first, Duplicate: false);
        }

        session.Connection.Query(
            "INSERT INTO duplicates (event, count, last) VALUES (?, 1, ?) "
            + "ON CONFLICT (event) DO UPDATE SET count = count + 1, last = max(last, excluded.last)")
            .Add(first.Value.High).Add(evt.ReceivedAt.ToTicks()).Run();
        session.Counters.Source(source, events: 0, duplicates: 1);
        return new Receipt(first, Duplicate: true);
    }

    private static void Insert(this WriteSession session, Event evt, long source, long hash)
    {
        session.Fresh.Add(hash, evt.Id.Value.High);
        TextList.Write(session.Scratch, evt.Headers);
        session.Connection.Query(
            "INSERT INTO events (id, low, kind, received, occurred, idempotency, key, version, trace, headers, body) "
            + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Add(evt.Id.Value.High).Add(evt.Id.Value.Low).Add(session.Kind(source, evt.Type))
            .Add(evt.ReceivedAt.ToTicks()).Add(evt.OccurredAt.ToTicks())
            .Add(evt.IdempotencyId).Add(evt.Key).Add(evt.Version).Add(evt.TraceParent)
            .Add(session.Scratch.WrittenSpan).Add(evt.Body.Span).Run();
        session.Counters.Source(source, events: 1, duplicates: 0, evt.ReceivedAt.ToTicks());
        session.Saw(evt.Id.Value);
        session.SawArrival(evt.Id.Value, evt.ReceivedAt);
    }
}
