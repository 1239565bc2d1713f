using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps what several platforms know.</summary>
internal sealed class SqliteEntities(Writer writer, Readers readers) : IEntityStore
{
    public Task<EntityDetail?> FindAsync(string type, string key, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Entity(type, key), cancellation);

    public Task<IReadOnlyList<EntityPlace>> PlacesAsync(IReadOnlyList<EventId> events, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<EntityPlace>>(connection => [.. events.SelectMany(connection.EntityPlaces)], cancellation);

    public Task<Page<EntitySummary>> ListAsync(EntityFilter filter, PageRequest page, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Entities(filter, page), cancellation);

    public Task NoteAsync(IReadOnlyList<EntityNote> notes, CancellationToken cancellation) => writer.WriteAsync(session => session.Note(notes), cancellation);

    public Task<TimedOut> TimeOutAsync(IReadOnlyDictionary<string, EntityRules> rules, DateTimeOffset now, int limit, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.TimeOut(rules, now, limit), cancellation);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.PruneEntities(before, limit), cancellation);
}
