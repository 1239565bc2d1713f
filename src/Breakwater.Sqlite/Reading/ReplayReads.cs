using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;

namespace Breakwater.Sqlite.Reading;

/// <summary>What a bulk replay sends next.</summary>
internal static class ReplayReads
{
    /// <summary>Its next events, oldest first, whole. Fewer than the limit only when none is left.</summary>
    public static IReadOnlyList<Event> Next(this Connection connection, Replay replay, int limit)
    {
        // Ids only grow, and a clock that went back may say that what is there was received after the replay began.
        var first = replay.Cursor is { } cursor ? cursor.Value.High + 1 : 0;
        var query = new EventQuery(connection, replay.Filter, new IdSpan(first, replay.Id.Value.High - 1, NewestFirst: false));
        return [.. query.Candidates().Where(id => query.Look(id).Fits).Take(limit).Select(connection.Read)];
    }

    private static Event Read(this Connection connection, long id)
    {
        using var row = connection.Query($"SELECT {EventRow.Columns}, {EventRow.Whole} FROM {EventRow.From} WHERE e.id = ?").Add(id);
        return row.Read()
            ? EventRow.Read(row, whole: EventRow.Count)
            : throw new InvalidDataException($"The event {id} is not there: the database is damaged.");
    }
}
