using Breakwater.Model;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>How deliveries are added.</summary>
internal static class DeliveryWrites
{
    /// <param name="session">The transaction.</param>
    /// <param name="delivery">The delivery.</param>
    /// <param name="again">True for a replay.</param>
    public static void Insert(this WriteSession session, Delivery delivery, bool again = false)
    {
        if (delivery.Turn is not null)
        {
            session.InsertOrdered(delivery, again);
            return;
        }

        session.InsertRow(delivery, session.Name(delivery.Destination));
    }

    /// <summary>Adds its row, without what order needs.</summary>
    public static void InsertRow(this WriteSession session, Delivery delivery, long destination)
    {
        session.Connection.Query(
            "INSERT INTO deliveries (id, low, event, destination, state, due, attempts, since, before, status, error, settled, replay, replay_low, doubt, fallback, instead) "
            + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Add(delivery.Id.Value.High).Add(delivery.Id.Value.Low).Add(delivery.EventId.Value.High).Add(destination)
            .Add((long)delivery.State).Add(Due(delivery)).Add((long)delivery.Attempts)
            .Add(delivery.Since.ToTicks()).Add((long)delivery.AttemptsBefore)
            .Add((long?)delivery.LastStatus).Add(delivery.LastError).Add(delivery.SettledAt.ToTicks())
            .Add(delivery.Replay?.Value.High).Add(delivery.Replay?.Value.Low)
            .Add((long)delivery.Ambiguity).Add(FallbackText.Of(delivery.Fallback)).Add(FallbackText.Of(delivery.InsteadOf)).Run();
        session.Counters.Delivery(destination, delivery.State, 1);
        session.Saw(delivery.Id.Value);
    }

    /// <summary>Adds deliveries of events that are kept; those of an event that is gone are left out, for nothing could be sent.</summary>
    public static void InsertKnown(this WriteSession session, IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            using var evt = session.Connection.Query(
                "SELECT 1 FROM events WHERE id = ? AND low = ? AND NOT EXISTS (SELECT 1 FROM deliveries WHERE id = ?)")
                .Add(delivery.EventId.Value.High).Add(delivery.EventId.Value.Low).Add(delivery.Id.Value.High);
            if (evt.Read())
            {
                session.Insert(delivery, again: true);
            }
        }
    }

    /// <summary>What waits is always due at some time, or waits for what is, or for a person: no limbo.</summary>
    private static long? Due(Delivery delivery) =>
        delivery is { State: DeliveryState.Waiting, Ambiguity: not Ambiguity.Held } ? (delivery.NextAttemptAt ?? delivery.Since).ToTicks() : null;
}
