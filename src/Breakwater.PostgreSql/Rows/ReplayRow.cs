using System.Buffers;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Rows;

/// <summary>A bulk replay as a row.</summary>
internal static class ReplayRow
{
    /// <summary>All columns, in the order in which they are read and written.</summary>
    public const string Columns =
        "id, source, type, key, state, destination, text, received_from, received_to, destinations, rate, progress, created, ended, "
        + "total, done, deliveries, cursor";

    /// <summary>As many parameters as there are columns.</summary>
    public const string Values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18";

    public static void AddTo(NpgsqlParameterCollection values, Replay replay)
    {
        var filter = replay.Filter;
        values.Uuid(replay.Id.Value.ToKey())
            .Text(filter.Source.ToColumn()).Text(filter.Type.ToColumn()).Text(filter.Key.ToColumn()).Small((short?)filter.State)
            .Text(filter.Destination.ToColumn()).Text(filter.Text.ToColumn()).Long(filter.From.ToTicks()).Long(filter.To.ToTicks())
            .Bytes(Names(replay.To)).Double(replay.Rate).Small((short)replay.State).Long(replay.CreatedAt.UtcTicks)
            .Long(replay.EndedAt.ToTicks()).Long(replay.Total).Long(replay.Done).Long(replay.Deliveries).Uuid(replay.Cursor?.Value.ToKey());
    }

    public static Replay Read(NpgsqlDataReader row) => new()
    {
        Id = new ReplayId(row.Key(0).ToId()),
        Filter = new EventFilter
        {
            Source = row.TextOrNull(1),
            Type = row.TextOrNull(2),
            Key = row.TextOrNull(3),
            State = row.IsNull(4) ? null : (DeliveryState)row.Small(4),
            Destination = row.TextOrNull(5),
            Text = row.TextOrNull(6),
            From = Moments.FromTicks(row.LongOrNull(7)),
            To = Moments.FromTicks(row.LongOrNull(8)),
        },
        To = row.IsNull(9) ? null : TextList.ReadTexts(row.Bytes(9)),
        Rate = row.IsNull(10) ? null : row.GetDouble(10),
        State = (ReplayState)row.Small(11),
        CreatedAt = Moments.FromTicks(row.Long(12)),
        EndedAt = Moments.FromTicks(row.LongOrNull(13)),
        Total = row.Long(14),
        Done = row.Long(15),
        Deliveries = row.Long(16),
        Cursor = row.KeyOrNull(17) is { } cursor ? new EventId(cursor.ToId()) : null,
    };

    private static byte[]? Names(IReadOnlyList<string>? destinations)
    {
        if (destinations is null)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        TextList.Write(buffer, destinations);
        return buffer.WrittenSpan.ToArray();
    }
}
