using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Npgsql;

namespace Breakwater.PostgreSql.Rows;

/// <summary>A delivery as a row: its columns, and how they are read.</summary>
internal static class DeliveryRow
{
    /// <summary>What is selected, from <c>deliveries d</c> with <c>names n</c> of the destination.</summary>
    public const string Columns = "d.id, d.event, n.text, d.state, d.due, d.attempts, d.since, d.before, d.status, d.error, d.settled, d.replay, d.shard";

    /// <summary>How many columns that is.</summary>
    public const int Count = 13;

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
    };
}
