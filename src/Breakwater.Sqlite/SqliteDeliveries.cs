using System.Collections.Concurrent;
using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Sqlite;

/// <summary>Keeps what is owed, and what became of it.</summary>
internal sealed partial class SqliteDeliveries(Writer writer, Readers readers, ILogger logger) : IDeliveryStore
{
    private const int DamagedKept = 1_000;

    private readonly ILogger logger = logger;
    private readonly ConcurrentDictionary<SortableId, bool> damaged = new();

    public Task<SettleReceipt> SettleAsync(
        IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Settle(settlements, starts), cancellation);

    public Task<IReadOnlyList<DueBatch>> FetchDueAsync(IReadOnlyList<DueRequest> requests, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Due(requests, Damaged), cancellation);

    public Task<int> RecoverAsync(DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Recover(now), cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Backlogs(), cancellation);

    public Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Retry(id, now), cancellation);

    public Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Cancel(id, now), cancellation);

    /// <summary>What to move is looked for beside the writer, so that a look that finds nothing costs no commit.</summary>
    public async Task<DueMark?> BringForwardAsync(Forwarding forwarding, CancellationToken cancellation)
    {
        var found = await readers.ReadAsync(connection => ForwardWrites.Find(connection, forwarding), cancellation);
        if (found.Count > 0 || forwarding.IsFirst)
        {
            await writer.WriteAsync(session => session.BringForward(found, forwarding), cancellation);
        }

        return found.Count < forwarding.Limit ? null : found[^1];
    }

    public Task<IReadOnlyList<Delivery>> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        writer.WriteAsync<IReadOnlyList<Delivery>>(
            session =>
            {
                session.InsertKnown(deliveries);
                return session.Ordered(deliveries);
            },
            cancellation);

    public Task<GoodAnswer?> LastGoodAsync(Guid request, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.LastGood(request), cancellation);

    /// <summary>Said once of each: it is met again at every fetch.</summary>
    private void Damaged(SortableId id, SqliteFailure failure)
    {
        if (damaged.Count < DamagedKept && damaged.TryAdd(id, true))
        {
            LogDamaged(id.Moment, failure.Message);
        }
    }

    [LoggerMessage(6103, LogLevel.Error, "a delivery of {Moment} cannot be read and is not sent, the database is damaged ({Reason}): stop, keep the file, and restore a backup")]
    private partial void LogDamaged(DateTimeOffset moment, string reason);
}
