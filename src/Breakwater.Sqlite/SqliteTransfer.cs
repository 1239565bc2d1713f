using Breakwater.Model;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Moves everything to and from other stores.</summary>
internal sealed class SqliteTransfer(Writer writer, Readers readers) : ITransfer
{
    public Task<IReadOnlyList<WholeEvent>> ReadEventsAsync(EventId? after, int limit, long limitBytes, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.WholeEvents(after, limit, limitBytes), cancellation);

    public Task<IReadOnlyList<Replay>> ReadReplaysAsync(ReplayId? after, int limit, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Replays(after, limit), cancellation);

    public Task<long> CountEventsAsync(CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.CountOfEvents(), cancellation);

    public Task<TransferReceipt> WriteAsync(
        IReadOnlyList<WholeEvent> events, IReadOnlyList<Replay> replays, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Write(events, replays), cancellation);
}
