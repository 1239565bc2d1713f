using Breakwater.Model;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>How deliveries that go in order are added, and what becomes of their line when one is settled or changed.</summary>
internal static class OrderedWrites
{
    /// <summary>Adds one that waits.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="delivery">The delivery, with a turn.</param>
    /// <param name="again">True for a replay.</param>
    public static void InsertOrdered(this WriteSession session, Delivery delivery, bool again)
    {
        var turn = delivery.Turn!;
        var key = new LineKey(session.Name(delivery.Destination), turn.Line);
        var place = turn.Rank ?? LineMember.Last(session.Connection, key)?.Place ?? "";
        var now = (delivery.NextAttemptAt ?? delivery.Since).ToTicks();
        session.InsertRow(delivery, key.Destination);
        session.Place(delivery, place, due: null, rest: null);
        var me = new LineMember(delivery.Id.Value.High, delivery.State, Ordering.Of(turn), place, null, null, delivery.EventId.Value.High);
        session.Join(key, me, now, again);
    }

    /// <summary>Takes one over from another store, as it is; but where another one of its line has the turn, it waits for that one.</summary>
    public static void InsertMoved(this WriteSession session, Delivery delivery)
    {
        var destination = session.Name(delivery.Destination);
        session.InsertRow(delivery, destination);
        if (delivery.Turn is not { } turn)
        {
            return;
        }

        var key = new LineKey(destination, turn.Line);
        var due = LineMember.Running(session.Connection, key) is null ? delivery.NextAttemptAt.ToTicks() : null;
        session.Place(delivery, turn.Place ?? turn.Rank ?? "", due, due is null && delivery.Attempts > delivery.AttemptsBefore ? delivery.NextAttemptAt.ToTicks() : null);
        if (delivery.State == DeliveryState.Delivered)
        {
            session.Remember(key, turn.Rank, delivery.EventId.Value.High);
        }
    }

    /// <summary>Those of some deliveries that go in order, as they stand now.</summary>
    public static List<Delivery> Ordered(this WriteSession session, IReadOnlyList<Delivery> deliveries)
    {
        var found = new List<Delivery>();
        for (var i = 0; i < deliveries.Count; i++)
        {
            if (deliveries[i].Turn is not null && DeliveryRow.Find(session.Connection, deliveries[i].Id) is { } delivery)
            {
                found.Add(delivery);
            }
        }

        return found;
    }

    /// <summary>One is settled: what the destination has now, and who is next.</summary>
    /// <returns>When the next one is due, where the turn went on.</returns>
    public static DateTimeOffset? Settled(this WriteSession session, LineKey key, Settlement settlement)
    {
        var id = settlement.Attempt.DeliveryId.Value.High;
        if (settlement.State == DeliveryState.Delivered)
        {
            session.Remember(key, id);
        }

        return Moments.FromTicks(session.Pass(key, settlement.At.ToTicks(), free: id));
    }

    private static void Place(this WriteSession session, Delivery delivery, string place, long? due, long? rest) => session.Connection.Query(
        "UPDATE deliveries SET line = ?, ordering = ?, place = ?, due = ?, rest = ?, rival = ?, rival_low = ? WHERE id = ?")
        .Add(delivery.Turn!.Line).Add((long)Ordering.Of(delivery.Turn)).Add(place).Add(due).Add(rest)
        .Add(delivery.Rival?.Value.High).Add(delivery.Rival?.Value.Low).Add(delivery.Id.Value.High).Run();

    private static void Remember(this WriteSession session, LineKey key, long delivery)
    {
        string? rank;
        long evt;
        using (var row = session.Connection.Query("SELECT ordering, place, event FROM deliveries WHERE id = ?").Add(delivery))
        {
            if (!row.Read())
            {
                return;
            }

            rank = (row.Int(0) & Ordering.Unversioned) != 0 ? null : row.Text(1);
            evt = row.Long(2);
        }

        session.Remember(key, rank, evt);
    }
}
