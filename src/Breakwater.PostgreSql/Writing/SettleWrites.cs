using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Settles a group of attempts: the hot path of the way out. One round trip, one transaction, one flush.</summary>
internal sealed class SettleWrites(Database database, Names names)
{
    private const string Begin =
        "INSERT INTO started AS t (delivery, number, at, node, shard) SELECT s.delivery, s.number, s.at, s.node, d.shard FROM ("
        + "SELECT unnest($1::uuid[]) AS delivery, unnest($2::integer[]) AS number, unnest($3::bigint[]) AS at, unnest($4::integer[]) AS node) s "
        + "JOIN deliveries d ON d.id = s.delivery WHERE d.attempts < s.number FOR NO KEY UPDATE OF d "
        + "ON CONFLICT (delivery) DO UPDATE SET number = excluded.number, at = excluded.at, node = excluded.node";

    /// <summary>A delivery that waits for this attempt changes; another one, of a delivery that is still there, only leaves its trace.</summary>
    private static readonly string Change =
        "WITH s AS MATERIALIZED (SELECT unnest($1::uuid[]) AS id, unnest($2::integer[]) AS number, unnest($3::smallint[]) AS state, "
        + "unnest($4::bigint[]) AS due, unnest($5::integer[]) AS status, unnest($6::text[]) AS error, unnest($7::bigint[]) AS settled), "
        + "moved AS (UPDATE deliveries d SET state = s.state, due = s.due, attempts = s.number, status = s.status, error = s.error, "
        + "settled = s.settled FROM s WHERE d.id = s.id AND d.state = 0 AND d.attempts < s.number RETURNING d.id, d.destination, d.state, d.due), "
        + "arrived AS (DELETE FROM undelivered u USING moved m WHERE m.state = 1 "
        + "AND u.destination = m.destination AND u.delivery = m.id AND u.state = 0), "
        + "stayed AS (UPDATE undelivered u SET state = m.state, due = m.due FROM moved m WHERE m.state <> 1 "
        + "AND u.destination = m.destination AND u.delivery = m.id AND u.state = 0), "
        + "counted AS (INSERT INTO counts AS c (destination, state, slot, count) "
        + $"SELECT destination, state, {Slots.Mine}, sum(change) FROM (SELECT destination, state, 1 AS change FROM moved UNION ALL "
        + "SELECT destination, 0, -1 FROM moved) x GROUP BY destination, state HAVING sum(change) <> 0 ORDER BY destination, state "
        + "ON CONFLICT (destination, state, slot) DO UPDATE SET count = c.count + excluded.count) "
        + $"INSERT INTO attempts ({AttemptColumns.Names}) SELECT * FROM ({AttemptColumns.Rows(8)}) a "
        + "WHERE EXISTS (SELECT 1 FROM deliveries d WHERE d.id = a.delivery) ON CONFLICT (delivery, number) DO NOTHING";

    /// <summary>A statement of its own: it has to see a beginning that was noted while the change waited for the delivery's row.</summary>
    private const string End =
        "DELETE FROM started t USING (SELECT unnest($1::uuid[]) AS id, unnest($2::integer[]) AS number) s "
        + "WHERE t.delivery = s.id AND t.number <= s.number";

    public async Task SettleAsync(IReadOnlyList<Settlement> settlements, IReadOnlyList<AttemptStart> starts, CancellationToken cancellation)
    {
        if (settlements.Count + starts.Count == 0)
        {
            return;
        }

        await names.EnsureAsync(settlements.Select(s => s.Attempt.Node).Concat(starts.Select(s => s.Node).OfType<string>()), cancellation);
        await database.CommitAsync(
            async (connection, _) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                foreach (var round in Rounds.Of(starts, start => start.DeliveryId))
                {
                    AddStarts(batch.Add(Begin), round);
                }

                foreach (var round in Rounds.Of(settlements, settlement => settlement.Attempt.DeliveryId))
                {
                    AddChanges(batch, round);
                }

                return await batch.ExecuteNonQueryAsync(cancellation);
            },
            cancellation);
    }

    private void AddStarts(NpgsqlParameterCollection values, List<AttemptStart> starts) => values
        .Uuids([.. starts.Select(start => start.DeliveryId.Value.ToKey())])
        .Ints([.. starts.Select(start => start.Number)])
        .Longs([.. starts.Select(start => start.StartedAt.UtcTicks)])
        .Ints([.. starts.Select(start => start.Node is { } node ? names[node] : (int?)null)]);

    private void AddChanges(NpgsqlBatch batch, List<Settlement> round)
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
            due[i] = waits ? (round[i].NextAttemptAt ?? round[i].At).UtcTicks : null;
            statuses[i] = attempt.Status;
            errors[i] = Shortened(attempt.Error).ToColumn();
            settled[i] = waits ? null : round[i].At.UtcTicks;
            attempts.Add(attempt, names[attempt.Node]);
        }

        attempts.AddTo(batch.Add(Change).Uuids(ids).Ints(numbers).Smalls(states).Longs(due).Ints(statuses).Texts(errors).Longs(settled));
        batch.Add(End).Uuids(ids).Ints(numbers);
    }

    private static string? Shortened(string? error) =>
        error is { Length: > Limits.LastErrorLength } ? error[..Limits.LastErrorLength] : error;
}
