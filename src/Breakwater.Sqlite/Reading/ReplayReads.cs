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
        // Not received later than it was created: the filter's end lies outside, so one tick behind.
        var end = replay.CreatedAt.AddTicks(1);
        var filter = replay.Filter with { To = replay.Filter.To < end ? replay.Filter.To : end };
        var first = replay.Cursor is { } cursor ? cursor.Value.High + 1 : 0;
        var query = new EventQuery(connection, filter, new IdSpan(first, long.MaxValue, NewestFirst: false));
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
