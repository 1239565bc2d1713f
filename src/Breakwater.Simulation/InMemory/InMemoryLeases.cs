using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

internal sealed class InMemoryLeases(Rows rows, CommitGate gate, TimeProvider clock) : ILeases
{
    private long me;

    /// <summary>The number under which this node joined; 0 before.</summary>
    public long Me => me;

    /// <summary>Under the lock of the rows: true where this node may settle what began in that epoch; before it has joined, nothing is fenced.</summary>
    public bool Holds(int shard, long epoch) => me == 0 || rows.Shards[shard] == new ShardHold(me, epoch);

    /// <summary>Under the lock of the rows.</summary>
    public bool Owns(int shard) => me == 0 || rows.Shards[shard].Owner == me;

    public Task JoinAsync(string name, TimeSpan lease, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            me = rows.NextNode++;
            rows.Nodes.Add(me, new NodeRow { Name = name, Since = clock.GetUtcNow(), Until = clock.GetUtcNow() + lease });
            return 0;
        },
        cancellation);

    public Task<LeaseTable> RenewAsync(TimeSpan lease, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            if (rows.Nodes.TryGetValue(me, out var own))
            {
                own.Until = clock.GetUtcNow() + lease;
            }

            return new LeaseTable(
                me,
                [.. rows.Nodes.Where(node => IsLive(node.Key)).Select(node => new LeaseHolder(node.Key, node.Value.Until - clock.GetUtcNow()))],
                [.. rows.Shards]);
        },
        cancellation);

    public Task<ClaimResult> ClaimAsync(ShardSet shards, DateTimeOffset now, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            var epochs = new Dictionary<int, long>();
            foreach (var shard in shards.ToArray().Where(shard => IsLive(me) && IsFree(rows.Shards[shard])))
            {
                rows.Shards[shard] = new ShardHold(me, rows.Shards[shard].Epoch + 1);
                epochs.Add(shard, rows.Shards[shard].Epoch);
            }

            return new ClaimResult(epochs, InMemoryDeliveries.Recover(rows, ShardSet.Of(epochs.Keys), now));
        },
        cancellation);

    public Task ReleaseAsync(ShardSet shards, CancellationToken cancellation) => gate.CommitAsync(
        () =>
        {
            foreach (var shard in shards.ToArray().Where(shard => rows.Shards[shard].Owner == me))
            {
                rows.Shards[shard] = rows.Shards[shard] with { Owner = null };
            }

            rows.Tell(new LeaseSignal(LeaseSignalKind.Freed));
            return 0;
        },
        cancellation);

    public async Task LeaveAsync(CancellationToken cancellation)
    {
        await ReleaseAsync(ShardSet.All, cancellation);
        await gate.CommitAsync(() => rows.Nodes.Remove(me), cancellation);
    }

    public Task<IReadOnlyList<NodeStanding>> NodesAsync(DateTimeOffset now, CancellationToken cancellation) =>
        Task.FromResult(rows.Read<IReadOnlyList<NodeStanding>>(_ =>
        [
            .. rows.Nodes.Where(node => IsLive(node.Key)).Select(node => new NodeStanding
            {
                Number = node.Key,
                Name = node.Value.Name,
                IsSelf = node.Key == me,
                Since = node.Value.Since,
                Remaining = node.Value.Until - clock.GetUtcNow(),
                Shards = rows.Shards.Count(shard => shard.Owner == node.Key),
                Lag = LagOf(node.Key, now),
            }),
        ]));

    public async Task ListenAsync(Action<LeaseSignal> heard, CancellationToken cancellation)
    {
        // What another node tells is heard where this one listens, not on the other's stack.
        var here = SynchronizationContext.Current;
        void Hear(LeaseSignal signal)
        {
            if (here is null)
            {
                heard(signal);
            }
            else
            {
                here.Post(_ => heard(signal), null);
            }
        }

        rows.Told += Hear;
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellation);
        }
        finally
        {
            rows.Told -= Hear;
        }
    }

    public Task TellAsync(LeaseSignal signal, CancellationToken cancellation)
    {
        rows.Tell(signal);
        return Task.CompletedTask;
    }

    private bool IsLive(long node) => rows.Nodes.TryGetValue(node, out var row) && row.Until > clock.GetUtcNow();

    private bool IsFree(ShardHold hold) => hold.Owner is not { } owner || owner == me || !IsLive(owner);

    private TimeSpan LagOf(long node, DateTimeOffset now)
    {
        var due = rows.Deliveries.Values
            .Where(row => row.Delivery.State == DeliveryState.Waiting && rows.Shards[row.Delivery.Shard].Owner == node)
            .Min(row => row.Delivery.NextAttemptAt);
        return due is { } oldest && oldest < now ? now - oldest : TimeSpan.Zero;
    }
}
