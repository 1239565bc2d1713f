using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Settles a group of attempts: the hot path of the way out. One round trip, one transaction, one flush.</summary>
internal sealed class SettleWrites(Database database, Names names, Self self, SettleFollowing following)
{
    private static readonly SettleStatements Free = new(fenced: false);
    private static readonly SettleStatements Fenced = new(fenced: true);

    public async Task<SettleReceipt> SettleAsync(
        IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation)
    {
        if (settlements.Count + starts.Count == 0)
        {
            return SettleReceipt.Plain;
        }

        await names.EnsureAsync(settlements.Select(s => s.Attempt.Node).Concat(starts.Select(s => s.Node).OfType<string>()), cancellation);
        var followed = settlements.Where(settlement => settlement is not { Reply: null, StandIn: null, GoodAnswer: null }).ToList();
        if (followed.Count == 0)
        {
            return await database.CommitAsync((connection, _) => CommitAsync(connection, settlements, starts, cancellation), cancellation);
        }

        await following.PrepareAsync(followed, cancellation);
        return await database.CommitAsync(
            async (connection, _) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                var refused = await CommitAsync(connection, settlements, starts, cancellation);
                await following.FollowAsync(connection, followed, cancellation);
                await transaction.CommitAsync(cancellation);
                return refused;
            },
            cancellation);
    }

    private async Task<SettleReceipt> CommitAsync(
        NpgsqlConnection connection, IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation)
    {
        var sql = self.Node is null ? Free : Fenced;
        await using var batch = new NpgsqlBatch(connection);
        Fence.AddTo(batch, self);
        var ordered = Ordered(settlements);
        if (ordered.Count > 0)
        {
            Turns.Hold(batch, [.. ordered.Select(settlement => settlement.Attempt.DeliveryId.Value.ToKey())]);
        }

        foreach (var round in Rounds.Of(settlements, settlement => settlement.Attempt.DeliveryId))
        {
            AddChanges(batch, sql, round);
        }

        if (ordered.Count > 0)
        {
            Turns.Settle(batch, ordered, self.Node ?? 0, fenced: self.Node is not null);
        }

        // Last: they may lock what another group is about to settle, and that one must wait for nothing that waits for it.
        foreach (var round in Rounds.Of(starts, start => start.DeliveryId))
        {
            AddStarts(batch.Add(sql.Begin), round);
        }

        await using var row = await batch.ExecuteReaderAsync(cancellation);
        return await ReadAsync(row, cancellation);
    }

    private static List<Settlement> Ordered(IReadOnlyList<Settlement> settlements)
    {
        var ordered = new List<Settlement>();
        for (var i = 0; i < settlements.Count; i++)
        {
            if (settlements[i].Ordered)
            {
                ordered.Add(settlements[i]);
            }
        }

        return ordered;
    }

    private static async Task<SettleReceipt> ReadAsync(NpgsqlDataReader row, CancellationToken cancellation)
    {
        var refused = new List<DeliveryId>();
        var passed = new List<TurnPassed>();
        do
        {
            while (row.FieldCount == 1 && row.GetName(0) == SettleStatements.Refused && await row.ReadAsync(cancellation))
            {
                refused.Add(new DeliveryId(row.Key(0).ToId()));
            }

            while (row.FieldCount == 2 && row.GetName(0) == Turns.Passed && await row.ReadAsync(cancellation))
            {
                if (row.LongOrNull(1) is { } due)
                {
                    passed.Add(new TurnPassed(new DeliveryId(row.Key(0).ToId()), Moments.FromTicks(due)));
                }
            }
        }
        while (await row.NextResultAsync(cancellation));
        return new SettleReceipt(refused, passed);
    }

    private void AddStarts(NpgsqlParameterCollection values, List<AttemptStart> starts) => values
        .Uuids([.. starts.Select(start => start.DeliveryId.Value.ToKey())])
        .Ints([.. starts.Select(start => start.Number)])
        .Longs([.. starts.Select(start => start.StartedAt.UtcTicks)])
        .Ints([.. starts.Select(start => start.Node is { } node ? names[node] : (int?)null)])
        .Longs([.. starts.Select(start => start.Epoch)])
        .Int(self.Node ?? 0);

    private void AddChanges(NpgsqlBatch batch, SettleStatements sql, List<Settlement> round)
    {
        var ids = new Guid[round.Count];
        var numbers = new int[round.Count];
        var states = new short[round.Count];
        var due = new long?[round.Count];
        var statuses = new int?[round.Count];
        var errors = new string?[round.Count];
        var settled = new long?[round.Count];
        var attempts = new AttemptColumns(round.Count);
        for (var i = 0; i < round.Count; i++)
        {
            var (attempt, waits) = (round[i].Attempt, round[i].State == DeliveryState.Waiting);
            ids[i] = attempt.DeliveryId.Value.ToKey();
            numbers[i] = attempt.Number;
            states[i] = (short)round[i].State;
            due[i] = waits && round[i].Ambiguity != Ambiguity.Held ? (round[i].NextAttemptAt ?? round[i].At).UtcTicks : null;
            statuses[i] = attempt.Status;
            errors[i] = Shortened(attempt.Error).ToColumn();
            settled[i] = waits ? null : round[i].At.UtcTicks;
            attempts.Add(attempt, names[attempt.Node]);
        }

        long[] epochs = [.. round.Select(settlement => settlement.Epoch)];
        attempts.AddTo(batch.Add(sql.Change).Uuids(ids).Ints(numbers).Smalls(states).Longs(due).Ints(statuses).Texts(errors).Longs(settled)
            .Longs(epochs).Int(self.Node ?? 0))
            .Smalls([.. round.Select(settlement => (short)settlement.Ambiguity)])
            .Ints([.. round.Select(settlement => settlement.Uncounted ? 1 : 0)])
            .Texts([.. round.Select(settlement => FallbackText.Of(settlement.Fallback))]);
        batch.Add(sql.End).Uuids(ids).Ints(numbers).Longs(epochs).Int(self.Node ?? 0);
    }

    private static string? Shortened(string? error) =>
        error is { Length: > Limits.LastErrorLength } ? error[..Limits.LastErrorLength] : error;
}
