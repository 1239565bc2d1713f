using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Reading;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;

namespace Breakwater.PostgreSql;

/// <summary>Keeps what several platforms know.</summary>
internal sealed class PostgresEntities(Database database, EntityWrites writes, LastId last) : IEntityStore
{
    public Task<EntityDetail?> FindAsync(string type, string key, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.EntityAsync(type, key, cancellation), cancellation);

    public Task<IReadOnlyList<EntityPlace>> PlacesAsync(IReadOnlyList<EventId> events, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<EntityPlace>>(async connection => await connection.EntityPlacesAsync(events, cancellation), cancellation);

    public Task<Page<EntitySummary>> ListAsync(EntityFilter filter, PageRequest page, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.EntitiesAsync(filter, page, cancellation), cancellation);

    public Task NoteAsync(IReadOnlyList<EntityNote> notes, CancellationToken cancellation) => writes.NoteAsync(notes, cancellation);

    public async Task<TimedOut> TimeOutAsync(IReadOnlyDictionary<string, EntityRules> rules, DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        var over = await writes.TimeOutAsync(rules, now, limit, cancellation);
        last.Saw(over.Deliveries);
        return over;
    }

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellation) => writes.PruneAsync(before, limit, cancellation);
}
