using System.Globalization;
using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Rows;

/// <summary>A delivery as a row: its columns, and how they are read.</summary>
internal static class DeliveryRow
{
    /// <summary>What is selected, from <c>deliveries d</c> with <c>names n</c> of the destination; the event's low half is known or joined.</summary>
    public const string Columns =
        "d.id, d.low, d.event, n.text, d.state, d.due, d.attempts, d.since, d.before, d.status, d.error, d.settled, d.replay, d.replay_low, "
        + $"d.line, d.ordering, d.place, d.rival, d.rival_low, {HolderSql}, d.doubt, d.fallback, d.instead";

    /// <summary>What a delivery waits for that has not the turn: who has it, or the first of its line. In one column, and asked for such ones only.</summary>
    private const string HolderSql =
        "CASE WHEN d.line IS NOT NULL AND d.state = 0 AND d.due IS NULL AND d.doubt <> 2 THEN coalesce("
        + "(SELECT h.id || ' ' || h.low || ' 0 ' || h.due FROM deliveries h INDEXED BY deliveries_turn WHERE h.destination = d.destination "
        + "AND h.line = d.line AND h.line IS NOT NULL AND h.state = 0 AND h.due IS NOT NULL LIMIT 1), "
        + "(SELECT h.id || ' ' || h.low || ' ' || h.state || ' ' FROM deliveries h INDEXED BY deliveries_line WHERE h.destination = d.destination "
        + "AND h.line = d.line AND h.line IS NOT NULL AND (h.state = 0 OR (h.state = 2 AND (h.ordering & 2) = 0)) ORDER BY h.place, h.id LIMIT 1)) END";

    /// <summary>How many columns that is.</summary>
    public const int Count = 23;

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
        Turn = row.LongOrNull(first + 14) is { } line ? Ordering.Read(line, row.Int(first + 15), row.Text(first + 16)) : null,
        Rival = row.LongOrNull(first + 17) is { } rival ? new EventId(new SortableId(rival, row.Long(first + 18))) : null,
        HeldBy = row.TextOrNull(first + 19) is { } holder ? ReadHolder(holder.Split(' ')) : null,
        Ambiguity = (Ambiguity)row.Int(first + 20),
        Fallback = FallbackText.Read(row.TextOrNull(first + 21)),
        InsteadOf = FallbackText.ReadStandIn(row.TextOrNull(first + 22)),
    };

    private static Holder ReadHolder(string[] parts) => new(
        new DeliveryId(new SortableId(Number(parts[0]), Number(parts[1]))),
        (DeliveryState)Number(parts[2]),
        parts[3].Length > 0 ? Moments.FromTicks(Number(parts[3])) : null);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>One delivery, or null.</summary>
    public static Delivery? Find(Connection connection, DeliveryId id)
    {
        using var row = connection.Query(
            $"SELECT {Columns}, e.low FROM deliveries d JOIN names n ON n.id = d.destination JOIN events e ON e.id = d.event WHERE d.id = ? AND d.low = ?")
            .Add(id.Value.High).Add(id.Value.Low);
        return row.Read() ? Read(row, row.Long(Count)) : null;
    }
}
