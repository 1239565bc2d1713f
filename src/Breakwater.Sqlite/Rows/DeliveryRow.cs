using Breakwater.Model;
using Breakwater.Sqlite.Native;

namespace Breakwater.Sqlite.Rows;

/// <summary>A delivery as a row: its columns, and how they are read.</summary>
internal static class DeliveryRow
{
    /// <summary>What is selected, from <c>deliveries d</c> with <c>names n</c> of the destination; the event's low half is known or joined.</summary>
    public const string Columns =
        "d.id, d.low, d.event, n.text, d.state, d.due, d.attempts, d.since, d.before, d.status, d.error, d.settled, d.replay, d.replay_low";

    /// <summary>How many columns that is.</summary>
    public const int Count = 14;

    public static Delivery Read(Statement row, long eventLow, int first = 0) => new()
    {
        Id = new DeliveryId(new SortableId(row.Long(first), row.Long(first + 1))),
        EventId = new EventId(new SortableId(row.Long(first + 2), eventLow)),
        Destination = row.Text(first + 3),
        State = (DeliveryState)row.Int(first + 4),
        NextAttemptAt = Moments.FromTicks(row.LongOrNull(first + 5)),
        Attempts = row.Int(first + 6),
        Since = Moments.FromTicks(row.Long(first + 7)),
        AttemptsBefore = row.Int(first + 8),
        LastStatus = (int?)row.LongOrNull(first + 9),
        LastError = row.TextOrNull(first + 10),
        SettledAt = Moments.FromTicks(row.LongOrNull(first + 11)),
        Replay = row.LongOrNull(first + 12) is { } replay ? new ReplayId(new SortableId(replay, row.Long(first + 13))) : null,
    };

    /// <summary>One delivery, or null.</summary>
    public static Delivery? Find(Connection connection, DeliveryId id)
    {
        using var row = connection.Query(
            $"SELECT {Columns}, e.low FROM deliveries d JOIN names n ON n.id = d.destination JOIN events e ON e.id = d.event WHERE d.id = ? AND d.low = ?")
            .Add(id.Value.High).Add(id.Value.Low);
        return row.Read() ? Read(row, row.Long(Count)) : null;
    }
}
