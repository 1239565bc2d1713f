using Breakwater.Model;
using Breakwater.Sqlite.Reading;
using Breakwater.Sqlite.Writing;
using Breakwater.Storage;

namespace Breakwater.Sqlite;

/// <summary>Keeps what is owed, and what became of it.</summary>
internal sealed class SqliteDeliveries(Writer writer, Readers readers) : IDeliveryStore
{
    public async Task<IReadOnlyList<DeliveryId>> SettleAsync(
        IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation)
    {
        await writer.WriteAsync(session => session.Settle(settlements, starts), cancellation);
        return [];
    }

    public Task<IReadOnlyList<DueBatch>> FetchDueAsync(IReadOnlyList<DueRequest> requests, CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Due(requests), cancellation);

    public Task<int> RecoverAsync(DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Recover(now), cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation) =>
        readers.ReadAsync(connection => connection.Backlogs(), cancellation);

    public Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Retry(id, now), cancellation);

    public Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        writer.WriteAsync(session => session.Cancel(id, now), cancellation);

    public Task AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation) =>
        writer.WriteAsync(
            session =>
            {
                session.InsertKnown(deliveries);
                return true;
            },
            cancellation);
}
