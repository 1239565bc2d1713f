using Breakwater.Model;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>What people and restarts do: retry, cancel, recover, and the steps of bulk replays.</summary>
internal static class OperatorWrites
{
    public static Delivery? Retry(this WriteSession session, DeliveryId id, DateTimeOffset now) =>
        session.Change(id, DeliveryState.Waiting, () => session.Connection.Query(
            "UPDATE deliveries SET state = 0, since = ?1, before = attempts, settled = NULL, due = CASE WHEN line IS NULL OR due IS NOT NULL THEN ?1 END, "
            + "rest = NULL, doubt = CASE doubt WHEN 2 THEN 0 ELSE doubt END WHERE id = ?2")
            .Add(now.ToTicks()).Add(id.Value.High).Run(), now);

    public static Delivery? Cancel(this WriteSession session, DeliveryId id, DateTimeOffset now) =>
        session.Change(id, DeliveryState.Cancelled, () => session.Connection.Query(
            "UPDATE deliveries SET state = 4, due = NULL, rest = NULL, doubt = 0, settled = ? WHERE id = ?").Add(now.ToTicks()).Add(id.Value.High).Run(), now);

    public static int Recover(this WriteSession session, DateTimeOffset now)
    {
        var interrupted = 0;
        foreach (var (start, waiting) in session.Started())
        {
            var attempt = Interruption.Of(start, waiting);
            if (session.Insert(attempt))
            {
                interrupted++;
                session.GoOn(attempt, now);
            }
        }

        session.Connection.Execute("UPDATE deliveries SET started = 0 WHERE started > 0");
        session.PassAll(now.ToTicks());
        return interrupted;
    }

    public static bool Advance(this WriteSession session, Replay replay, IReadOnlyList<Delivery> deliveries)
    {
        if (ReplayRow.Find(session.Connection, replay.Id) is not { State: ReplayState.Running })
        {
            return false;
        }

        ReplayRow.Update(session.Connection, replay);
        session.InsertKnown(deliveries);
        return true;
    }

    public static Replay? Cancel(this WriteSession session, ReplayId id, DateTimeOffset now)
    {
        var replay = ReplayRow.Find(session.Connection, id);
        if (replay is { State: ReplayState.Running })
        {
            replay = replay with { State = ReplayState.Cancelled, EndedAt = now };
            ReplayRow.Update(session.Connection, replay);
        }

        return replay;
    }

    private static Delivery? Change(this WriteSession session, DeliveryId id, DeliveryState to, Action update, DateTimeOffset now)
    {
        var before = DeliveryRow.Find(session.Connection, id);
        if (before is not { State: DeliveryState.Waiting or DeliveryState.Dead })
        {
            return before;
        }

        update();
        session.Counters.Moved(session.Name(before.Destination), before.State, to);
        if (before.Turn is { } turn)
        {
            session.Pass(new LineKey(session.Name(before.Destination), turn.Line), now.ToTicks());
        }

        return DeliveryRow.Find(session.Connection, id);
    }

    private static void GoOn(this WriteSession session, Attempt attempt, DateTimeOffset now) =>
        session.Connection.Query(
            "UPDATE deliveries SET doubt = 1, attempts = ?, due = CASE WHEN line IS NULL OR due IS NOT NULL THEN ? END, status = NULL, error = ? "
            + "WHERE id = ? AND state = 0")
            .Add((long)attempt.Number).Add(now.ToTicks()).Add(attempt.Error).Add(attempt.DeliveryId.Value.High).Run();

    private static List<(AttemptStart Start, bool Waiting)> Started(this WriteSession session)
    {
        var starts = new List<(AttemptStart, bool)>();
        using var row = session.Connection.Query(
            "SELECT d.id, d.low, d.started, d.started_at, n.text, d.state FROM deliveries d "
            + "LEFT JOIN names n ON n.id = d.started_node WHERE d.started > 0");
        while (row.Read())
        {
            var id = new DeliveryId(new SortableId(row.Long(0), row.Long(1)));
            var start = new AttemptStart(id, row.Int(2), Moments.FromTicks(row.Long(3))) { Node = row.TextOrNull(4) };
            starts.Add((start, (DeliveryState)row.Int(5) == DeliveryState.Waiting));
        }

        return starts;
    }
}
