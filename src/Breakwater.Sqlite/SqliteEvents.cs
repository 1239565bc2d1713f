using Breakwater.Model;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Records events, once.</summary>
internal sealed class SqliteEvents(Writer writer, Readers readers) : IEventStore
{
    private (DateTimeOffset Before, long Reached) pass;

    public Task<IReadOnlyList<Receipt>> RecordAsync(IReadOnlyList<Storage.Recording> group, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Record(group), cancellation);

    public Task<IReadOnlyDictionary<string, EventId>> KnownAsync(string source, IReadOnlyList<string> ids, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Known(source, ids), cancellation);

    /// <summary>
    /// What is over is looked for beside the writer. Calls with the same moment are one pass, and the next one goes on where the last
    /// ended, so that what is still owed is stepped over once a pass; at its end it begins anew.
    /// </summary>
    public async Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation)
    {
        var after = pass.Before == before ? pass.Reached : 0;
        var over = await readers.ReadAsync(
            connection =>
            {
                var span = new IdSpan(after + 1, long.MaxValue, NewestFirst: false).Received(connection, null, before);
                return PruneWrites.FindOver(connection, span, before, limit);
            },
            cancellation);
        pass = (before, over.Count == limit ? over[^1] : 0);
        return over.Count == 0 ? 0 : await writer.WriteAsync(session => session.Prune(over, before), cancellation);
    }
}
