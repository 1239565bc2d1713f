using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>
/// Who of a key has the turn, decided with whatever changes it. Nothing walks along what waits of a key: each question is one look into an
/// index, and what is found to be old news leaves it.
/// </summary>
internal static class LineWrites
{
    /// <summary>A waiting delivery that was just inserted takes its place, and the turn where it is free.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="key">Its line.</param>
    /// <param name="me">The delivery, not due.</param>
    /// <param name="now">When it was to be sent.</param>
    /// <param name="again">True for a replay: a dead letter of the same event holds nothing any more.</param>
    public static void Join(this WriteSession session, LineKey key, LineMember me, long now, bool again)
    {
        if (again)
        {
            session.Connection.Query(
                "UPDATE deliveries SET ordering = ordering | 2 WHERE event = ? AND destination = ? AND line = ? AND place = ? AND state = 2")
                .Add(me.Event).Add(key.Destination).Add(key.Line).Add(me.Place).Run();
        }

        if (session.Newer(key, me) is { } rival)
        {
            session.MakeStale(key, me, rival, now);
        }
        else if (me.IsLatest && LineMember.Before(session.Connection, key, me.Place, me.Id) is { IsWaiting: true, IsLatest: true, Held: false } before
            && !(before.Due <= now + Ordering.Margin.Ticks))
        {
            session.MakeStale(key, before, me.Event, now);
        }

        session.Pass(key, now);
    }

    /// <summary>Gives the turn to the first, unless who has it may be under way.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="key">The line.</param>
    /// <param name="now">The moment, in ticks.</param>
    /// <param name="free">Whose attempt has just ended, and so is not under way.</param>
    /// <returns>When the next one is due, where the turn was given.</returns>
    public static long? Pass(this WriteSession session, LineKey key, long now, long? free = null)
    {
        var running = LineMember.Running(session.Connection, key);
        if (running is { } one && one.Id != free)
        {
            if (session.Had(key, one) is { } newer)
            {
                // It got the turn when a clock said that the other could not be under way, and the other arrived.
                session.MakeStale(key, one, newer, now);
                running = null;
            }
            else if (one.Due <= now + Ordering.Margin.Ticks)
            {
                return null;
            }
        }

        while (LineMember.First(session.Connection, key) is { IsWaiting: true, Held: false } head)
        {
            if (session.Newer(key, head) is { } rival)
            {
                session.MakeStale(key, head, rival, now);
                running = head.Id == running?.Id ? null : running;
                continue;
            }

            return head.Id == running?.Id ? null : session.Give(key, head, running?.Id, now);
        }

        return null;
    }

    /// <summary>Gives the turn in every line in which nobody has it and somebody waits: what an import left so.</summary>
    public static void PassAll(this WriteSession session, long now)
    {
        LineKey? after = new LineKey(0, long.MinValue);
        while ((after = session.NextLine(after.Value)) is { } key)
        {
            if (LineMember.Running(session.Connection, key) is null)
            {
                session.Pass(key, now);
            }
        }
    }

    private static LineKey? NextLine(this WriteSession session, LineKey after)
    {
        using var row = session.Connection.Query(
            "SELECT destination, line FROM deliveries INDEXED BY deliveries_line WHERE (destination, line) > (?, ?) AND line IS NOT NULL "
            + "AND (state = 0 OR (state = 2 AND (ordering & 2) = 0)) ORDER BY destination, line LIMIT 1").Add(after.Destination).Add(after.Line);
        return row.Read() ? new LineKey(row.Long(0), row.Long(1)) : null;
    }

    /// <summary>What a destination has now, where a delivery of a version arrived.</summary>
    public static void Remember(this WriteSession session, LineKey key, string? rank, long evt)
    {
        if (rank is null || session.Had(key) is { } had && VersionRank.IsOlder(rank, had.Place))
        {
            return;
        }

        session.Connection.Query(
            "INSERT INTO lines (destination, line, place, event, low) SELECT ?, ?, ?, id, low FROM events WHERE id = ? "
            + "ON CONFLICT (destination, line) DO UPDATE SET place = excluded.place, event = excluded.event, low = excluded.low")
            .Add(key.Destination).Add(key.Line).Add(rank).Add(evt).Run();
    }

    private static (string Place, long Event)? Had(this WriteSession session, LineKey key)
    {
        using var row = session.Connection.Query("SELECT place, event FROM lines WHERE destination = ? AND line = ?")
            .Add(key.Destination).Add(key.Line);
        return row.Read() ? (row.Text(0), row.Long(1)) : null;
    }

    /// <summary>The event for which this delivery is old news: the destination has it, or it waits.</summary>
    private static long? Newer(this WriteSession session, LineKey key, LineMember one)
    {
        return session.Had(key, one) is { } had ? had
            : one.IsLatest ? LineMember.WaitingAfter(session.Connection, key, one.Place, one.Id)?.Event
            : null;
    }

    /// <summary>The event that the destination has and for which this delivery is old news.</summary>
    private static long? Had(this WriteSession session, LineKey key, LineMember one) =>
        !one.IsForced && one.Rank is { } rank && session.Had(key) is { } had && VersionRank.IsOlder(rank, had.Place) ? had.Event : null;

    private static void MakeStale(this WriteSession session, LineKey key, LineMember one, long rival, long now)
    {
        session.Connection.Query(
            "UPDATE deliveries SET state = 3, due = NULL, rest = NULL, settled = ?1, rival = ?2, "
            + "rival_low = coalesce((SELECT low FROM events WHERE id = ?2), "
            + "(SELECT low FROM lines WHERE destination = deliveries.destination AND line = deliveries.line)) WHERE id = ?3")
            .Add(now).Add(rival).Add(one.Id).Run();
        session.Counters.Moved(key.Destination, DeliveryState.Waiting, DeliveryState.Stale);
    }

    private static long Give(this WriteSession session, LineKey key, LineMember head, long? from, long now)
    {
        if (from is { } yields)
        {
            session.Connection.Query("UPDATE deliveries SET rest = CASE WHEN attempts > before THEN due END, due = NULL WHERE id = ?").Add(yields).Run();
        }

        var due = Math.Max(now, head.Rest ?? 0);
        var (rival, low) = session.Conflict(key, head);
        session.Connection.Query("UPDATE deliveries SET due = ?, rest = NULL, rival = ?, rival_low = ? WHERE id = ?")
            .Add(due).Add(rival).Add(low).Add(head.Id).Run();
        return due;
    }

    /// <summary>An event of the same version that the destination has with another body.</summary>
    private static (long? Event, long? Low) Conflict(this WriteSession session, LineKey key, LineMember head)
    {
        if (head.Rank is not { } rank || session.Had(key) is not { } had || had.Place != rank || had.Event == head.Event)
        {
            return default;
        }

        using var row = session.Connection.Query(
            "SELECT a.id, a.low FROM events a JOIN events b ON b.id = ? WHERE a.id = ? AND a.body <> b.body").Add(head.Event).Add(had.Event);
        return row.Read() ? (row.Long(0), row.Long(1)) : ((long?)null, (long?)null);
    }
}
