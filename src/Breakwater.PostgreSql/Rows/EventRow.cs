using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Rows;

/// <summary>An event as a row: its columns, and how they are read.</summary>
internal static class EventRow
{
    /// <summary>What a list selects; a whole event also has <see cref="Whole"/>.</summary>
    public const string Columns = "e.id, s.text, k.type, e.received, e.occurred, e.idempotency, e.key, e.version, e.trace";

    /// <summary>How many columns that is.</summary>
    public const int Count = 9;

    /// <summary>What a whole event has beside <see cref="Columns"/>.</summary>
    public const string Whole = "e.headers, e.body";

    /// <summary>What is joined to <c>events e</c>.</summary>
    public const string Joined = "JOIN kinds k ON k.id = e.kind JOIN names s ON s.id = k.source";

    public static Event Read(NpgsqlDataReader row, int first = 0, int? whole = null) => new()
    {
        Id = new EventId(row.Key(first).ToId()),
        Source = row.Text(first + 1),
        Type = row.TextOrNull(first + 2),
        ReceivedAt = Moments.FromTicks(row.Long(first + 3)),
        OccurredAt = Moments.FromTicks(row.LongOrNull(first + 4)),
        IdempotencyId = row.Text(first + 5),
        Key = row.TextOrNull(first + 6),
        Version = row.TextOrNull(first + 7),
        TraceParent = row.TextOrNull(first + 8),
        Headers = whole is { } headers ? TextList.ReadHeaders(row.Bytes(headers)) : [],
        Body = whole is { } body ? row.Bytes(body + 1) : default(ReadOnlyMemory<byte>),
    };
}
