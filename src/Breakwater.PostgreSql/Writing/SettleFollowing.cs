using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// What is recorded with settlements, in their transaction and for those deliveries that did change by them: what tells of the end of a call,
/// a delivery that stands in, a last good answer. The rows that changed are this transaction's until its end.
/// </summary>
internal sealed class SettleFollowing(Names names, RecordWrites records)
{
    private const string Changed =
        "SELECT d.id FROM unnest($1::uuid[], $2::integer[], $3::smallint[], $4::bigint[], $5::bigint[]) AS s (id, number, state, settled, due) "
        + "JOIN deliveries d ON d.id = s.id AND d.attempts = s.number AND d.state = s.state AND (d.settled = s.settled OR (d.state = 0 AND (d.due = s.due OR d.due IS NULL)))";

    private const string Good =
        "INSERT INTO good_answers AS g (request, delivery, at) SELECT DISTINCT ON (w.request) w.request, w.delivery, w.at "
        + "FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) AS w (request, delivery, at) ORDER BY w.request, w.at DESC "
        + "ON CONFLICT (request) DO UPDATE SET delivery = excluded.delivery, at = excluded.at WHERE excluded.at >= g.at";

    /// <summary>What has to be known before the transaction.</summary>
    public async Task PrepareAsync(IReadOnlyList<Settlement> followed, CancellationToken cancellation)
    {
        var replies = followed.Select(settlement => settlement.Reply).OfType<Storage.Recording>().ToList();
        if (replies.Count > 0)
        {
            await records.PrepareAsync(replies, cancellation);
        }

        await names.EnsureAsync(followed.Select(settlement => settlement.StandIn?.Destination).OfType<string>(), cancellation);
    }

    public async Task FollowAsync(NpgsqlConnection connection, IReadOnlyList<Settlement> followed, CancellationToken cancellation)
    {
        var changed = await ChangedAsync(connection, followed, cancellation);
        var counting = followed.Where(settlement => changed.Contains(settlement.Attempt.DeliveryId.Value.ToKey())).ToList();
        var replies = counting.Select(settlement => settlement.Reply).OfType<Storage.Recording>().ToList();
        if (replies.Count > 0)
        {
            await records.AddAsync(connection, replies, cancellation);
        }

        var standIns = counting.Select(settlement => settlement.StandIn).OfType<Delivery>().ToList();
        await using var batch = new NpgsqlBatch(connection);
        if (standIns.Count > 0)
        {
            KnownDeliveries.AddTo(batch, standIns, names, later: true);
            DeliveryMarks.AddTo(batch, standIns);
        }

        AddGood(batch, counting);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static void AddGood(NpgsqlBatch batch, IEnumerable<Settlement> counting)
    {
        var good = counting.Where(settlement => settlement.GoodAnswer is not null).ToList();
        if (good.Count > 0)
        {
            batch.Add(Good)
                .Uuids([.. good.Select(settlement => settlement.GoodAnswer!.Value)])
                .Uuids([.. good.Select(settlement => settlement.Attempt.DeliveryId.Value.ToKey())])
                .Longs([.. good.Select(settlement => settlement.At.UtcTicks)]);
        }
    }

    private static async Task<HashSet<Guid>> ChangedAsync(NpgsqlConnection connection, IReadOnlyList<Settlement> followed, CancellationToken cancellation)
    {
        var changed = new HashSet<Guid>();
        await using var command = connection.Query(Changed);
        command.Parameters
            .Uuids([.. followed.Select(settlement => settlement.Attempt.DeliveryId.Value.ToKey())])
            .Ints([.. followed.Select(settlement => settlement.Attempt.Number)])
            .Smalls([.. followed.Select(settlement => (short)settlement.State)])
            .Longs([.. followed.Select(settlement => settlement.State == DeliveryState.Waiting ? (long?)null : settlement.At.UtcTicks)])
            .Longs([.. followed.Select(settlement => settlement.State == DeliveryState.Waiting ? (settlement.NextAttemptAt ?? settlement.At).UtcTicks : (long?)null)]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            changed.Add(row.Key(0));
        }

        return changed;
    }
}
