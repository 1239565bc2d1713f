using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Reading;
using Breakwater.PostgreSql.Rows;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;

namespace Breakwater.PostgreSql;

/// <summary>Records events, once.</summary>
internal sealed class PostgresEvents(Database database, RecordWrites records, LastId last) : IEventStore
{
    private const string Known =
        "SELECT w.text, i.event FROM (SELECT unnest($2::uuid[]) AS hash, unnest($3::text[]) AS text) w "
        + "JOIN identities i ON i.hash = w.hash AND i.source = (SELECT id FROM names WHERE text = $1)";

    private readonly PruneWrites prunes = new(database);
    private (DateTimeOffset Before, SortableId? Reached) pass;

    public async Task<IReadOnlyList<Receipt>> RecordAsync(IReadOnlyList<Storage.Recording> group, CancellationToken cancellation)
    {
        var receipts = await records.RecordAsync(group, cancellation);
        for (var i = 0; i < group.Count; i++)
        {
            if (!receipts[i].Duplicate)
            {
                last.Saw(group[i]);
            }
        }

        return receipts;
    }

    public Task<IReadOnlyDictionary<string, EventId>> KnownAsync(string source, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        database.FetchAsync<IReadOnlyDictionary<string, EventId>>(
            async connection =>
            {
                var known = new Dictionary<string, EventId>(StringComparer.Ordinal);
                await using var command = connection.Query(Known);
                command.Parameters.Text(source.ToColumn()).Uuids([.. ids.Select(id => Hashes.Of(id))]).Texts([.. ids.Select(id => id.ToColumn())]);
                await using var row = await command.ExecuteReaderAsync(cancellation);
                while (await row.ReadAsync(cancellation))
                {
                    known[row.Text(0)] = new EventId(row.Key(1).ToId());
                }

                return known;
            },
            cancellation);

    /// <summary>
    /// What is over is looked for without locks. Calls with the same moment are one pass, and the next one goes on where the last ended, so
    /// that what is still owed is stepped over once a pass; at its end it begins anew.
    /// </summary>
    public async Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var skew = await database.ReadAsync(connection => Skew.ReadAsync(connection, cancellation), cancellation);
        var after = pass.Before == before ? pass.Reached : null;
        var span = IdSpan.After(after).Received(skew, null, before);
        var over = span.IsEmpty ? [] : await prunes.FindAsync(before, span.First.ToKey(), span.Last.ToKey(), limit, cancellation);
        pass = (before, over.Count == limit ? over[^1].Event.ToId() : null);
        return over.Count == 0 ? 0 : await prunes.RemoveAsync(over, before, cancellation);
    }
}
