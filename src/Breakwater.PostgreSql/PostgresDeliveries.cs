using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Reading;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;

namespace Breakwater.PostgreSql;

/// <summary>Keeps what is owed, and what became of it.</summary>
internal sealed class PostgresDeliveries(Database database, Names names, LastId last, Self self, RecordWrites records) : IDeliveryStore
{
    private readonly SettleWrites settles = new(database, names, self, new SettleFollowing(names, records));
    private readonly RecoverWrites recovers = new(database, names);
    private readonly OperatorWrites operators = new(database, names);
    private readonly ForwardWrites forwards = new(database, names);

    public async Task<SettleReceipt> SettleAsync(
        IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation)
    {
        var receipt = await settles.SettleAsync(settlements, starts, cancellation);
        foreach (var settlement in settlements)
        {
            if (settlement.Reply is { } reply)
            {
                last.Saw(reply);
            }

            if (settlement.StandIn is { } standIn)
            {
                last.Saw([standIn]);
            }
        }

        return receipt;
    }

    public async Task<IReadOnlyList<DueBatch>> FetchDueAsync(IReadOnlyList<DueRequest> requests, CancellationToken cancellation)
    {
        var destinations = new int[requests.Count];
        for (var i = 0; i < destinations.Length; i++)
        {
            destinations[i] = await names.FindAsync(requests[i].Destination, cancellation) ?? 0;
        }

        return await database.FetchAsync(connection => connection.DueAsync(requests, destinations, cancellation), cancellation);
    }

    public Task<int> RecoverAsync(DateTimeOffset now, CancellationToken cancellation) => recovers.RecoverAsync(ShardSet.All, now, cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(CancellationToken cancellation) =>
        BacklogsAsync(ShardSet.All, cancellation);

    public Task<IReadOnlyList<Backlog>> BacklogsAsync(ShardSet shards, CancellationToken cancellation) =>
        database.FetchAsync(connection => connection.BacklogsAsync(shards, cancellation), cancellation);

    public Task<Delivery?> RetryAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        operators.RetryAsync(id, now, cancellation);

    public Task<Delivery?> CancelAsync(DeliveryId id, DateTimeOffset now, CancellationToken cancellation) =>
        operators.CancelAsync(id, now, cancellation);

    public Task<DueMark?> BringForwardAsync(Forwarding forwarding, CancellationToken cancellation) =>
        forwards.BringForwardAsync(forwarding, cancellation);

    public async Task<IReadOnlyList<Delivery>> AddAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        var ordered = await operators.AddAsync(deliveries, cancellation);
        last.Saw(deliveries);
        return ordered;
    }

    public Task<GoodAnswer?> LastGoodAsync(Guid request, CancellationToken cancellation) =>
        database.FetchAsync(connection => connection.LastGoodAsync(request, cancellation), cancellation);
}
