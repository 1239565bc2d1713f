using Breakwater.Model;

namespace Breakwater.Sqlite;

/// <summary>Writes of deliveries and attempts that several operations share.</summary>
internal static class DeliveryRows
{
    /// <summary>Inserts deliveries of one event that is in the store.</summary>
    public static void Insert(WriteSession session, IReadOnlyList<Delivery> deliveries)
    {
        var insert = session.Prepare("""
            INSERT OR IGNORE INTO deliveries (id, low, event, destination, state, due, attempts, since, attempts_before, replay, replay_low)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """);
        for (var i = 0; i < deliveries.Count; i++)
        {
            var delivery = deliveries[i];
            var destination = session.Number(delivery.Destination);
            insert.Bind(1, delivery.Id.Value.High).Bind(2, delivery.Id.Value.Low)
                .Bind(3, delivery.EventId.Value.High).Bind(4, destination)
                .Bind(5, (long)delivery.State).Bind(6, delivery.NextAttemptAt ?? (delivery.State == DeliveryState.Waiting ? delivery.Since : null))
                .Bind(7, (long)delivery.Attempts).Bind(8, delivery.Since).Bind(9, (long)delivery.AttemptsBefore)
                .Bind(10, delivery.Replay?.Value.High).Bind(11, delivery.Replay?.Value.Low)
                .Run();
            if (session.Connection.Changes > 0)
            {
                session.Counters.Delivery(destination, delivery.State, 1);
                session.Newest.Saw(delivery.Id.Value.High);
            }
        }
    }

    /// <summary>Deliveries of events that are gone are left out: nothing could be sent.</summary>
    public static void InsertOwned(WriteSession session, IReadOnlyList<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            bool known;
            using (var use = session.Prepare("SELECT 1 FROM events WHERE id = ?1 AND low = ?2").Use())
            {
                known = use.Statement.Bind(1, delivery.EventId.Value.High).Bind(2, delivery.EventId.Value.Low).Step();
            }

            if (known)
            {
                Insert(session, [delivery]);
            }
        }
    }

    public static Delivery? Find(Connection connection, NameTable names, DeliveryId id)
    {
        using var use = connection.Prepare($"SELECT {RowReading.DeliveryColumns} FROM deliveries d WHERE d.id = ?1 AND d.low = ?2").Use();
        return use.Statement.Bind(1, id.Value.High).Bind(2, id.Value.Low).Step() ? RowReading.Delivery(use.Statement, 0, names) : null;
    }

    /// <summary>Keeps an attempt; one that is kept already stays as it is.</summary>
    /// <returns>True when it is new.</returns>
    public static bool InsertAttempt(WriteSession session, Attempt attempt)
    {
        var insert = session.Prepare("""
            INSERT OR IGNORE INTO attempts
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 WHERE EXISTS (SELECT 1 FROM deliveries WHERE id = ?1)
            """);
        insert.Bind(1, attempt.DeliveryId.Value.High).Bind(2, (long)attempt.Number).Bind(3, attempt.StartedAt).Bind(4, attempt.Duration.Ticks)
            .Bind(5, attempt.Node).Bind(6, (long)attempt.Outcome).Bind(7, (long?)attempt.Status).Bind(8, attempt.Error).Bind(9, attempt.Decision);
        HeaderCodec.Write(attempt.RequestHeaders, session.Scratch);
        insert.Bind(10, session.Scratch.WrittenSpan);
        HeaderCodec.Write(attempt.ResponseHeaders, session.Scratch);
        insert.Bind(11, session.Scratch.WrittenSpan).Bind(12, attempt.ResponseBody.Span).Run();
        return session.Connection.Changes > 0;
    }
}
