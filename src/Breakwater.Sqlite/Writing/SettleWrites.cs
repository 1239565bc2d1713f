using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>Settles a group of attempts: the hot path of the way out.</summary>
internal static class SettleWrites
{
    public static SettleReceipt Settle(this WriteSession session, IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts)
    {
        for (var i = 0; i < starts.Count; i++)
        {
            session.Start(starts[i]);
        }

        List<TurnPassed>? passed = null;
        for (var i = 0; i < settlements.Count; i++)
        {
            if (session.Settle(settlements[i]) is { } due)
            {
                (passed ??= []).Add(new TurnPassed(settlements[i].Attempt.DeliveryId, due));
            }
        }

        return passed is null ? SettleReceipt.Plain : new SettleReceipt([], passed);
    }

    /// <summary>Keeps the trace of an attempt; false when it is kept already.</summary>
    public static bool Insert(this WriteSession session, Attempt attempt)
    {
        var insert = session.Connection.Query(
            "INSERT OR IGNORE INTO attempts "
            + "(delivery, number, started, duration, node, outcome, status, error, decision, request, response, body, sent) "
            + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Add(attempt.DeliveryId.Value.High).Add((long)attempt.Number).Add(attempt.StartedAt.ToTicks()).Add(attempt.Duration.Ticks)
            .Add(session.Name(attempt.Node)).Add((long)attempt.Outcome).Add((long?)attempt.Status).Add(attempt.Error).Add(attempt.Decision);
        TextList.Write(session.Scratch, attempt.RequestHeaders);
        insert.Add(session.Scratch.WrittenSpan);
        TextList.Write(session.Scratch, attempt.ResponseHeaders);
        insert.Add(session.Scratch.WrittenSpan).Add(attempt.ResponseBody.Span).Add(attempt.RequestBody.Span).Run();
        return session.Connection.Changes > 0;
    }

    private static void Start(this WriteSession session, AttemptStart start) =>
        session.Connection.Query(
            "UPDATE deliveries SET started = ?, started_at = ?, started_node = ? WHERE id = ? AND low = ? AND attempts < ?")
            .Add((long)start.Number).Add(start.StartedAt.ToTicks()).Add(start.Node is { } node ? session.Name(node) : null)
            .Add(start.DeliveryId.Value.High).Add(start.DeliveryId.Value.Low).Add((long)start.Number).Run();

    /// <returns>When the next of its key is due, where the turn went on.</returns>
    private static DateTimeOffset? Settle(this WriteSession session, Settlement settlement)
    {
        var found = session.FindWaiting(settlement.Attempt);
        if (found is { } waiting)
        {
            session.Apply(settlement, waiting);
            session.Insert(settlement.Attempt);
            session.Follow(settlement);
            return waiting.Line is { } line ? session.Settled(new LineKey(waiting.Destination, line), settlement) : null;
        }

        if (session.EndStart(settlement.Attempt))
        {
            session.Insert(settlement.Attempt);
        }

        return null;
    }

    /// <summary>Changes the delivery. One that lost its turn meanwhile is not due, but may be at that time once it has it again.</summary>
    private static void Apply(this WriteSession session, Settlement settlement, (long Destination, long? Line, bool Held) found)
    {
        var attempt = settlement.Attempt;
        var waiting = settlement.State == DeliveryState.Waiting;
        var next = waiting && settlement.Ambiguity != Ambiguity.Held ? (settlement.NextAttemptAt ?? settlement.At).ToTicks() : (long?)null;
        if (found.Held)
        {
            session.Connection.Query("UPDATE deliveries SET rest = ? WHERE id = ?").Add(next).Add(attempt.DeliveryId.Value.High).Run();
        }

        session.Connection.Query(
            "UPDATE deliveries SET state = ?, due = ?, attempts = ?, status = ?, error = ?, settled = ?, doubt = ?, before = before + ?, fallback = coalesce(?, fallback), "
            + "started = CASE WHEN started <= ? THEN 0 ELSE started END WHERE id = ?")
            .Add((long)settlement.State)
            .Add(found.Held ? null : next)
            .Add((long)attempt.Number).Add((long?)attempt.Status).Add(Shortened(attempt.Error))
            .Add(waiting ? null : settlement.At.ToTicks())
            .Add((long)settlement.Ambiguity).Add(settlement.Uncounted ? 1L : 0L).Add(FallbackText.Of(settlement.Fallback)).Add((long)attempt.Number)
            .Add(attempt.DeliveryId.Value.High).Run();
        session.Counters.Moved(found.Destination, DeliveryState.Waiting, settlement.State);
    }

    /// <summary>What is recorded with a settlement that changed its delivery.</summary>
    private static void Follow(this WriteSession session, Settlement settlement)
    {
        if (settlement.Reply is { } reply)
        {
            session.Record(reply);
        }

        if (settlement.StandIn is { } standIn)
        {
            session.Insert(standIn);
        }

        if (settlement.GoodAnswer is { } request)
        {
            var id = settlement.Attempt.DeliveryId.Value;
            session.Connection.Query(
                "INSERT INTO good_answers (request, delivery, low, at) VALUES (?, ?, ?, ?) ON CONFLICT (request) DO UPDATE "
                + "SET delivery = excluded.delivery, low = excluded.low, at = excluded.at WHERE excluded.at >= at")
                .Add(request.ToByteArray()).Add(id.High).Add(id.Low).Add(settlement.At.ToTicks()).Run();
        }
    }

    /// <summary>
    /// Destination and line of a delivery that waits for this attempt, or null. Asked beforehand, since an update that returns something keeps
    /// a copy of every page that it changes.
    /// </summary>
    private static (long Destination, long? Line, bool Held)? FindWaiting(this WriteSession session, Attempt attempt)
    {
        using var row = session.Connection.Query(
            "SELECT destination, line, line IS NOT NULL AND due IS NULL FROM deliveries WHERE id = ? AND low = ? AND state = 0 AND attempts < ?")
            .Add(attempt.DeliveryId.Value.High).Add(attempt.DeliveryId.Value.Low).Add((long)attempt.Number);
        return row.Read() ? (row.Long(0), row.LongOrNull(1), row.Int(2) != 0) : null;
    }

    /// <summary>The attempt has ended, though the delivery no longer cares; false when the delivery is gone.</summary>
    private static bool EndStart(this WriteSession session, Attempt attempt)
    {
        session.Connection.Query(
            "UPDATE deliveries SET started = CASE WHEN started <= ? THEN 0 ELSE started END WHERE id = ? AND low = ?")
            .Add((long)attempt.Number).Add(attempt.DeliveryId.Value.High).Add(attempt.DeliveryId.Value.Low).Run();
        return session.Connection.Changes > 0;
    }

    private static string? Shortened(string? error) =>
        error is { Length: > Limits.LastErrorLength } ? error[..Limits.LastErrorLength] : error;
}
