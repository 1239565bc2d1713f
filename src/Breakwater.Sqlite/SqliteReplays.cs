using System.Text.Json;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps bulk replays.</summary>
internal sealed class SqliteReplays(Writer writer, Readers readers, NameTable names) : IReplayStore
{
    private const string Columns =
        "id, low, filter, destinations, rate, state, created_at, ended_at, total, done, deliveries, cursor, cursor_low";

    public Task CreateAsync(Replay replay, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                Bind(session.Prepare($"INSERT INTO replays ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"), replay).Run();
                session.Newest.Saw(replay.Id.Value.High);
                return true;
            },
            cancellation);

    public Task<Replay?> FindAsync(ReplayId id, CancellationToken cancellation) =>
        readers.ReadAsync(connection => Find(connection, id), cancellation);

    public Task<IReadOnlyList<Replay>> ListAsync(int limit, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<Replay>>(
            connection =>
            {
                using var use = connection.Prepare($"SELECT {Columns} FROM replays ORDER BY id DESC LIMIT ?1").Use();
                use.Statement.Bind(1, (long)limit);
                var found = new List<Replay>();
                while (use.Statement.Step())
                {
                    found.Add(Read(use.Statement));
                }

                return found;
            },
            cancellation);

    public Task<IReadOnlyList<Event>> NextAsync(Replay replay, int limit, CancellationToken cancellation) =>
        readers.ReadAsync<IReadOnlyList<Event>>(
            connection => new EventQuery(connection, names).Oldest(replay.Filter, replay.Cursor, replay.CreatedAt, limit), cancellation);

    public Task<bool> AdvanceAsync(Replay replay, IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                Bind(session.Prepare("""
                    UPDATE replays SET filter = ?3, destinations = ?4, rate = ?5, state = ?6, created_at = ?7, ended_at = ?8, total = ?9, done = ?10,
                      deliveries = ?11, cursor = ?12, cursor_low = ?13
                    WHERE id = ?1 AND low = ?2 AND state = 0
                    """), replay).Run();
                if (session.Connection.Changes == 0)
                {
                    return false;
                }

                DeliveryRows.InsertOwned(session, deliveries);
                return true;
            },
            cancellation);

    public Task<Replay?> CancelAsync(ReplayId id, DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                session.Prepare("UPDATE replays SET state = 2, ended_at = ?1 WHERE id = ?2 AND low = ?3 AND state = 0")
                    .Bind(1, now).Bind(2, id.Value.High).Bind(3, id.Value.Low).Run();
                return Find(session.Connection, id);
            },
            cancellation);

    private static Replay? Find(Connection connection, ReplayId id)
    {
        using var use = connection.Prepare($"SELECT {Columns} FROM replays WHERE id = ?1 AND low = ?2").Use();
        return use.Statement.Bind(1, id.Value.High).Bind(2, id.Value.Low).Step() ? Read(use.Statement) : null;
    }

    private static Statement Bind(Statement statement, Replay replay) => statement
        .Bind(1, replay.Id.Value.High).Bind(2, replay.Id.Value.Low)
        .Bind(3, JsonSerializer.Serialize(replay.Filter, ReplayJson.Default.EventFilter))
        .Bind(4, replay.To is null ? null : JsonSerializer.Serialize(replay.To, ReplayJson.Default.IReadOnlyListString))
        .Bind(5, replay.Rate).Bind(6, (long)replay.State).Bind(7, replay.CreatedAt).Bind(8, replay.EndedAt)
        .Bind(9, replay.Total).Bind(10, replay.Done).Bind(11, replay.Deliveries)
        .Bind(12, replay.Cursor?.Value.High).Bind(13, replay.Cursor?.Value.Low);

    private static Replay Read(Statement row) => new()
    {
        Id = new ReplayId(new SortableId(row.Long(0), row.Long(1))),
        Filter = JsonSerializer.Deserialize(row.Text(2), ReplayJson.Default.EventFilter)!,
        To = row.TextOrNull(3) is { } to ? JsonSerializer.Deserialize(to, ReplayJson.Default.IReadOnlyListString) : null,
        Rate = row.DoubleOrNull(4),
        State = (ReplayState)row.Int(5),
        CreatedAt = row.Moment(6),
        EndedAt = row.MomentOrNull(7),
        Total = row.Long(8),
        Done = row.Long(9),
        Deliveries = row.Long(10),
        Cursor = row.LongOrNull(11) is { } cursor ? new EventId(new SortableId(cursor, row.Long(12))) : null,
    };
}
