using System.Data;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Reading;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql;

/// <summary>Moves everything to and from other stores. Nodes may be at work meanwhile: each portion is read in one moment and written whole.</summary>
internal sealed class PostgresTransfer(Database database, TransferWrites writes, LastId last) : ITransfer
{
    public Task<IReadOnlyList<WholeEvent>> ReadEventsAsync(EventId? after, int limit, long limitBytes, CancellationToken cancellation) =>
        InOneMomentAsync(connection => connection.WholeEventsAsync(after, limit, limitBytes, cancellation), cancellation);

    public Task<IReadOnlyList<Replay>> ReadReplaysAsync(ReplayId? after, int limit, CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.ReplaysAsync(after, limit, cancellation), cancellation);

    public Task<long> CountEventsAsync(CancellationToken cancellation) =>
        database.ReadAsync(connection => connection.CountOfEventsAsync(cancellation), cancellation);

    public async Task<TransferReceipt> WriteAsync(
        IReadOnlyList<WholeEvent> events, IReadOnlyList<Replay> replays, CancellationToken cancellation)
    {
        var receipt = await writes.WriteAsync(events, replays, cancellation);

        // What was left out as well: an id that is too great costs nothing.
        foreach (var whole in events)
        {
            last.Saw(whole.Event.Id.Value);
            foreach (var delivery in whole.Deliveries)
            {
                last.Saw(delivery.Delivery.Id.Value);
            }
        }

        foreach (var replay in replays)
        {
            last.Saw(replay.Id.Value);
        }

        return receipt;
    }

    private Task<T> InOneMomentAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation) => database.ReadAsync(
        async connection =>
        {
            await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            var found = await read(connection);
            await moment.CommitAsync(cancellation);
            return found;
        },
        cancellation);
}
