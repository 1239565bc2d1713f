using Breakwater.Model;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Rows;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps bulk replays.</summary>
internal sealed class SqliteReplays(Writer writer, Readers readers) : IReplayStore
{
    public Task CreateAsync(Replay replay, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                ReplayRow.Insert(session.Connection, replay);
                session.Saw(replay.Id.Value);
                return true;
            },
            cancellation);

    public Task<Replay?> FindAsync(ReplayId id, CancellationToken cancellation) =>
        readers.ReadAsync(connection => ReplayRow.Find(connection, id), cancellation);

    public Task<IReadOnlyList<Replay>> ListAsync(int limit, CancellationToken cancellation) =>
        readers.ReadAsync(connection => ReplayRow.Newest(connection, limit), cancellation);

    public Task<IReadOnlyList<Event>> NextAsync(Replay replay, int limit, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Next(replay, limit), cancellation);

    public Task<bool> AdvanceAsync(Replay replay, IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Advance(replay, deliveries), cancellation);

    public Task<Replay?> CancelAsync(ReplayId id, DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Cancel(id, now), cancellation);
}
