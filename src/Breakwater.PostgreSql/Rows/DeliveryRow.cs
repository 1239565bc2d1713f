using System.Globalization;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Rows;

/// <summary>A delivery as a row: its columns, and how they are read.</summary>
internal static class DeliveryRow
{
    /// <summary>What is selected, from <c>deliveries d</c> with <c>names n</c> of the destination.</summary>
    public const string Columns =
        "d.id, d.event, n.text, d.state, d.due, d.attempts, d.since, d.before, d.status, d.error, d.settled, d.replay, d.shard, "
        + $"d.line, d.ordering, d.place, d.rival, {HolderSql}, d.doubt, d.fallback, d.instead";

    /// <summary>What a delivery waits for that has not the turn: who has it, or the first of its line. In one column, and asked for such ones only.</summary>
    private const string HolderSql =
        "CASE WHEN d.line IS NOT NULL AND d.state = 0 AND d.due IS NULL AND d.doubt <> 2 THEN coalesce("
        + "(SELECT concat_ws(' ', h.delivery, 0, h.due) FROM undelivered h WHERE h.destination = d.destination AND h.line = d.line "
        + "AND h.state = 0 AND h.due IS NOT NULL LIMIT 1), "
        + "(SELECT concat_ws(' ', h.delivery, h.state, '') FROM undelivered h WHERE h.destination = d.destination AND h.line = d.line "
        + "AND (h.state = 0 OR (h.state = 2 AND (h.ordering & 2) = 0)) ORDER BY h.place, h.delivery LIMIT 1)) END";

    /// <summary>How many columns that is.</summary>
    public const int Count = 21;

    /// <summary>What is joined to <c>deliveries d</c>.</summary>
    public const string Joined = "JOIN names n ON n.id = d.destination";

    public static Delivery Read(NpgsqlDataReader row, int first = 0) => new()
    {
        Id = new DeliveryId(row.Key(first).ToId()),
        EventId = new EventId(row.Key(first + 1).ToId()),
        Destination = row.Text(first + 2),
        State = (DeliveryState)row.Small(first + 3),
        NextAttemptAt = Moments.FromTicks(row.LongOrNull(first + 4)),
        Attempts = row.Int(first + 5),
        Since = Moments.FromTicks(row.Long(first + 6)),
        AttemptsBefore = row.Int(first + 7),
        LastStatus = row.IntOrNull(first + 8),
        LastError = row.TextOrNull(first + 9),
        SettledAt = Moments.FromTicks(row.LongOrNull(first + 10)),
        Replay = row.KeyOrNull(first + 11) is { } replay ? new ReplayId(replay.ToId()) : null,
        Shard = row.Small(first + 12),
        Turn = row.LongOrNull(first + 13) is { } line ? Ordering.Read(line, row.Small(first + 14), row.TextOrNull(first + 15) ?? "") : null,
        Rival = row.KeyOrNull(first + 16) is { } rival ? new EventId(rival.ToId()) : null,
        HeldBy = row.TextOrNull(first + 17) is { } holder ? ReadHolder(holder.Split(' ')) : null,
        Ambiguity = (Ambiguity)row.Small(first + 18),
        Fallback = FallbackText.Read(row.TextOrNull(first + 19)),
        InsteadOf = FallbackText.ReadStandIn(row.TextOrNull(first + 20)),
    };

    private static Holder ReadHolder(string[] parts) => new(
        new DeliveryId(Guid.Parse(parts[0]).ToId()),
        (DeliveryState)Number(parts[1]),
        parts[2].Length > 0 ? Moments.FromTicks(Number(parts[2])) : null);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
