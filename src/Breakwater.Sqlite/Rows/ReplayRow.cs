using System.Buffers;
using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Rows;

/// <summary>A bulk replay as a row.</summary>
internal static class ReplayRow
{
    private const string Columns =
        "id, low, source, type, key, state, destination, text, received_from, received_to, destinations, rate, progress, created, ended, "
        + "total, done, deliveries, cursor, cursor_low";

    public static Replay? Find(Connection connection, ReplayId id)
    {
        using var row = connection.Query($"SELECT {Columns} FROM replays WHERE id = ? AND low = ?").Add(id.Value.High).Add(id.Value.Low);
        return row.Read() ? Read(row) : null;
    }

    public static IReadOnlyList<Replay> Newest(Connection connection, int limit)
    {
        var found = new List<Replay>();
        using var row = connection.Query($"SELECT {Columns} FROM replays ORDER BY id DESC LIMIT ?").Add((long)limit);
        while (row.Read())
        {
            found.Add(Read(row));
        }

        return found;
    }

    /// <summary>The replay in this place, whatever the rest of its id, or null.</summary>
    public static Replay? At(Connection connection, long high)
    {
        using var row = connection.Query($"SELECT {Columns} FROM replays WHERE id = ?").Add(high);
        return row.Read() ? Read(row) : null;
    }

    /// <summary>Oldest first, behind an id.</summary>
    public static IReadOnlyList<Replay> After(Connection connection, long high, int limit)
    {
        var found = new List<Replay>();
        using var row = connection.Query($"SELECT {Columns} FROM replays WHERE id > ? ORDER BY id LIMIT ?").Add(high).Add((long)limit);
        while (row.Read())
        {
            found.Add(Read(row));
        }

        return found;
    }

    public static void Insert(Connection connection, Replay replay)
    {
        var filter = replay.Filter;
        var row = connection.Query(
            $"INSERT INTO replays ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .Add(replay.Id.Value.High).Add(replay.Id.Value.Low)
            .Add(filter.Source).Add(filter.Type).Add(filter.Key).Add((long?)filter.State).Add(filter.Destination).Add(filter.Text)
            .Add(filter.From.ToTicks()).Add(filter.To.ToTicks());
        if (replay.To is { } destinations)
        {
            var buffer = new ArrayBufferWriter<byte>();
            TextList.Write(buffer, destinations);
            row.Add(buffer.WrittenSpan);
        }
        else
        {
            row.AddNull();
        }

        row.Add(replay.Rate).Add((long)replay.State).Add(replay.CreatedAt.ToTicks()).Add(replay.EndedAt.ToTicks())
            .Add(replay.Total).Add(replay.Done).Add(replay.Deliveries)
            .Add(replay.Cursor?.Value.High).Add(replay.Cursor?.Value.Low).Run();
    }

    /// <summary>Writes what changes as a replay goes on.</summary>
    public static void Update(Connection connection, Replay replay) =>
        connection.Query(
            "UPDATE replays SET progress = ?, ended = ?, total = ?, done = ?, deliveries = ?, cursor = ?, cursor_low = ? WHERE id = ?")
            .Add((long)replay.State).Add(replay.EndedAt.ToTicks()).Add(replay.Total).Add(replay.Done).Add(replay.Deliveries)
            .Add(replay.Cursor?.Value.High).Add(replay.Cursor?.Value.Low).Add(replay.Id.Value.High).Run();

    private static Replay Read(Statement row) => new()
    {
        Id = new ReplayId(new SortableId(row.Long(0), row.Long(1))),
        Filter = new EventFilter
        {
            Source = row.TextOrNull(2),
            Type = row.TextOrNull(3),
            Key = row.TextOrNull(4),
            State = (DeliveryState?)row.LongOrNull(5),
            Destination = row.TextOrNull(6),
            Text = row.TextOrNull(7),
            From = Moments.FromTicks(row.LongOrNull(8)),
            To = Moments.FromTicks(row.LongOrNull(9)),
        },
        To = row.IsNull(10) ? null : TextList.ReadTexts(row.Bytes(10)),
        Rate = row.DoubleOrNull(11),
        State = (ReplayState)row.Int(12),
        CreatedAt = Moments.FromTicks(row.Long(13)),
        EndedAt = Moments.FromTicks(row.LongOrNull(14)),
        Total = row.Long(15),
        Done = row.Long(16),
        Deliveries = row.Long(17),
        Cursor = row.LongOrNull(18) is { } cursor ? new EventId(new SortableId(cursor, row.Long(19))) : null,
    };
}
