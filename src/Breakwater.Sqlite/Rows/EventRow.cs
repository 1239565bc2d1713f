using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Rows;

/// <summary>An event as a row: its columns, and how they are read.</summary>
internal static class EventRow
{
    /// <summary>What a list selects; a whole event also has <see cref="Whole"/>.</summary>
    public const string Columns = "e.id, e.low, s.text, k.type, e.received, e.occurred, e.idempotency, e.key, e.version, e.trace";

    /// <summary>How many columns that is.</summary>
    public const int Count = 10;

    /// <summary>What a whole event has beside <see cref="Columns"/>.</summary>
    public const string Whole = "e.headers, e.body";

    /// <summary>Where they come from.</summary>
    public const string From = "events e JOIN kinds k ON k.id = e.kind JOIN names s ON s.id = k.source";

    public static Event Read(Statement row, int first = 0, int? whole = null) => new()
    {
        Id = new EventId(new SortableId(row.Long(first), row.Long(first + 1))),
        Source = row.Text(first + 2),
        Type = row.TextOrNull(first + 3),
        ReceivedAt = Moments.FromTicks(row.Long(first + 4)),
        OccurredAt = Moments.FromTicks(row.LongOrNull(first + 5)),
        IdempotencyId = row.Text(first + 6),
        Key = row.TextOrNull(first + 7),
        Version = row.TextOrNull(first + 8),
        TraceParent = row.TextOrNull(first + 9),
        Headers = whole is { } headers ? TextList.ReadHeaders(row.Bytes(headers)) : [],
        Body = whole is { } body ? row.Bytes(body + 1).ToArray() : default(ReadOnlyMemory<byte>),
    };
}
