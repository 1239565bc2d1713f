using Breakwater.Model;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>Takes whole records over from another store, as they are.</summary>
internal static class TransferWrites
{
    /// <exception cref="TransferConflictException">An id belongs to something else; the transaction is taken back.</exception>
    public static TransferReceipt Write(this WriteSession session, IReadOnlyList<WholeEvent> events, IReadOnlyList<Replay> replays)
    {
        var known = 0;
        var elsewhere = new List<EventId>();
        foreach (var evt in events)
        {
            if (session.IsKnown(evt.Event))
            {
                known++;
            }
            else if (!session.TryWrite(evt))
            {
                elsewhere.Add(evt.Event.Id);
            }
        }

        var added = replays.Count(session.TryWrite);
        return new TransferReceipt
        {
            Added = events.Count - known - elsewhere.Count,
            Known = known,
            KnownElsewhere = elsewhere,
            ReplaysAdded = added,
            ReplaysKnown = replays.Count - added,
        };
    }

    private static bool IsKnown(this WriteSession session, Event evt)
    {
        using var row = session.Connection.Query(
            $"SELECT {EventRow.Columns}, {EventRow.Whole} FROM {EventRow.From} WHERE e.id = ?").Add(evt.Id.Value.High);
        if (!row.Read())
        {
            return false;
        }

        var there = EventRow.Read(row, whole: EventRow.Count);
        return WholeEvent.IsSame(there, evt)
            ? true
            : throw new TransferConflictException(evt.Id.ToString(), $"{evt.Id} is here already, as {there.Id} of source {there.Source} with other content");
    }

    /// <summary>False when the event is known under another id.</summary>
    private static bool TryWrite(this WriteSession session, WholeEvent whole)
    {
        var evt = whole.Event;
        if (!session.TryInsert(evt, out var source))
        {
            return false;
        }

        if (whole.Duplicates > 0)
        {
            session.Connection.Query("INSERT INTO duplicates (event, count, last) VALUES (?, ?, ?)")
                .Add(evt.Id.Value.High).Add(whole.Duplicates).Add((whole.LastDuplicateAt ?? evt.ReceivedAt).ToTicks()).Run();
            session.Counters.Source(source, events: 0, whole.Duplicates);
        }

        foreach (var delivery in whole.Deliveries)
        {
            session.Write(delivery, evt.Id);
        }

        return true;
    }

    private static void Write(this WriteSession session, WholeDelivery whole, EventId evt)
    {
        var id = whole.Delivery.Id;
        using (var row = session.Connection.Query("SELECT event FROM deliveries WHERE id = ?").Add(id.Value.High))
        {
            if (row.Read())
            {
                throw new TransferConflictException(evt.ToString(), $"{id} is here already, and belongs to another event than {evt}");
            }
        }

        session.InsertMoved(whole.Delivery);
        foreach (var attempt in whole.Attempts)
        {
            session.Insert(attempt);
        }

        if (whole.Started is { } start)
        {
            session.Connection.Query("UPDATE deliveries SET started = ?, started_at = ?, started_node = ? WHERE id = ?")
                .Add((long)start.Number).Add(start.StartedAt.ToTicks()).Add(start.Node is { } node ? session.Name(node) : null).Add(id.Value.High).Run();
        }
    }

    /// <summary>False when it is there already.</summary>
    private static bool TryWrite(this WriteSession session, Replay replay)
    {
        if (ReplayRow.At(session.Connection, replay.Id.Value.High) is { } there)
        {
            return there.Id == replay.Id && there.CreatedAt == replay.CreatedAt && there.Filter == replay.Filter
                ? false
                : throw new TransferConflictException(replay.Id.ToString(), $"{replay.Id} is here already, as {there.Id} with another filter");
        }

        ReplayRow.Insert(session.Connection, replay);
        session.Saw(replay.Id.Value);
        return true;
    }
}
