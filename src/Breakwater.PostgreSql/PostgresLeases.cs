using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.PostgreSql.Writing;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql;

/// <summary>Divides the work among nodes. Every moment is the server's: nodes' clocks count for nothing.</summary>
internal sealed class PostgresLeases(Database database, Self self, RecoverWrites recovers, Signals signals) : ILeases
{
    private const string Forget =
        "DELETE FROM nodes n WHERE n.until < clock_timestamp() - interval '1 day' AND NOT EXISTS (SELECT 1 FROM shards s WHERE s.owner = n.id)";

    private const string Join =
        "INSERT INTO nodes (name, started, until) VALUES ($1, clock_timestamp(), clock_timestamp() + make_interval(secs => $2)) RETURNING id";

    private const string Renew = "UPDATE nodes SET until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1";

    private const string Nodes =
        "SELECT id, extract(epoch FROM until - clock_timestamp())::double precision FROM nodes WHERE until > clock_timestamp() ORDER BY id";

    private const string Shards = "SELECT owner, epoch FROM shards ORDER BY shard";

    private const string Release = "UPDATE shards SET owner = NULL WHERE owner = $1 AND shard = ANY($2::smallint[])";

    private const string End = "DELETE FROM nodes WHERE id = $1";

    private const string Standings =
        "SELECT n.id, n.name, extract(epoch FROM n.started)::double precision, extract(epoch FROM n.until - clock_timestamp())::double precision, "
        + "(SELECT count(*) FROM shards s WHERE s.owner = n.id), "
        + "(SELECT min(f.due) FROM shards s CROSS JOIN (SELECT destination FROM counts WHERE state = 0 GROUP BY destination HAVING sum(count) > 0) c "
        + "CROSS JOIN LATERAL (SELECT u.due FROM undelivered u WHERE u.shard = s.shard AND u.destination = c.destination AND u.state = 0 "
        + "ORDER BY u.due LIMIT 1) f WHERE s.owner = n.id) FROM nodes n WHERE n.until > clock_timestamp() ORDER BY n.id";

    private static readonly string Alone = $"SELECT pg_advisory_xact_lock({Fence.Lock}, $1)";

    private readonly ClaimWrites claims = new(database);

    public Task JoinAsync(string name, TimeSpan lease, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(Forget);
            batch.Add(Join).Text(name.ToColumn()).Double(lease.TotalSeconds);
            self.Node = (int)(await batch.ExecuteScalarAsync(cancellation))!;
            return true;
        },
        cancellation);

    public Task<LeaseTable> RenewAsync(TimeSpan lease, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            var me = Me();
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(Renew).Int(me).Double(lease.TotalSeconds);
            batch.Add(Nodes);
            batch.Add(Shards);
            var nodes = new List<LeaseHolder>();
            var shards = new List<ShardHold>(Configuration.Limits.Shards);
            await using var row = await batch.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                nodes.Add(new LeaseHolder(row.Int(0), TimeSpan.FromSeconds(row.GetDouble(1))));
            }

            await row.NextResultAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                shards.Add(new ShardHold(row.IntOrNull(0), row.Long(1)));
            }

            await row.NextResultAsync(cancellation);
            return new LeaseTable(me, nodes, shards);
        },
        cancellation);

    public async Task<ClaimResult> ClaimAsync(ShardSet shards, DateTimeOffset now, CancellationToken cancellation)
    {
        var epochs = await claims.ClaimAsync(Me(), shards, cancellation);
        var interrupted = epochs.Count == 0 ? 0 : await recovers.RecoverAsync(ShardSet.Of(epochs.Keys), now, cancellation);
        return new ClaimResult(epochs, interrupted);
    }

    public Task ReleaseAsync(ShardSet shards, CancellationToken cancellation) => FreeAsync(shards, leave: false, cancellation);

    public Task LeaveAsync(CancellationToken cancellation) => FreeAsync(ShardSet.All, leave: true, cancellation);

    public Task<IReadOnlyList<NodeStanding>> NodesAsync(DateTimeOffset now, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<NodeStanding>>(
            async connection =>
            {
                var nodes = new List<NodeStanding>();
                await using var command = connection.Query(Standings);
                await using var row = await command.ExecuteReaderAsync(cancellation);
                while (await row.ReadAsync(cancellation))
                {
                    var overdue = row.LongOrNull(5) is { } due ? now - Moments.FromTicks(due) : TimeSpan.Zero;
                    nodes.Add(new NodeStanding
                    {
                        Number = row.Int(0),
                        Name = row.Text(1),
                        IsSelf = row.Int(0) == self.Node,
                        Since = DateTimeOffset.UnixEpoch.AddSeconds(row.GetDouble(2)),
                        Remaining = TimeSpan.FromSeconds(row.GetDouble(3)),
                        Shards = (int)row.Long(4),
                        Lag = overdue > TimeSpan.Zero ? overdue : TimeSpan.Zero,
                    });
                }

                return nodes;
            },
            cancellation);

    public Task ListenAsync(Action<LeaseSignal> heard, CancellationToken cancellation) => signals.ListenAsync(heard, cancellation);

    public Task TellAsync(LeaseSignal signal, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            await using var batch = new NpgsqlBatch(connection);
            signals.AddTo(batch, signal);
            return await batch.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);

    private int Me() => self.Node ?? throw new InvalidOperationException("the node has not joined");

    /// <summary>Waits for what is being settled, so that it is before the change of owner.</summary>
    private Task<int> FreeAsync(ShardSet shards, bool leave, CancellationToken cancellation) => database.CommitAsync(
        async (connection, _) =>
        {
            var me = Me();
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(Alone).Int(me);
            batch.Add(Release).Int(me).Smalls([.. shards.ToArray().Select(shard => (short)shard)]);
            if (leave)
            {
                batch.Add(End).Int(me);
            }

            signals.AddTo(batch, new LeaseSignal(LeaseSignalKind.Freed));
            return await batch.ExecuteNonQueryAsync(cancellation);
        },
        cancellation);
}
