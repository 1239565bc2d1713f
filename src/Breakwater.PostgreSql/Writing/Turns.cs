using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// The turns of keys, in the transaction of whatever changes them. Who changes anything in a line holds its row of <c>lines</c>, taken in one
/// order and before rows of deliveries, so commits of several nodes that touch one key come one after the other. What is decided then is
/// decided by functions of the schema, a look into an index for each question.
/// </summary>
internal static class Turns
{
    /// <summary>The condition of the index of lines on <c>undelivered w</c>.</summary>
    public const string InLine = "w.line IS NOT NULL AND (w.state = 0 OR (w.state = 2 AND (w.ordering & 2) = 0))";

    /// <summary>The column of a delivery after which the turn went on.</summary>
    public const string Passed = "passed";

    private const string HoldSettled =
        "SELECT 1 FROM (SELECT DISTINCT d.destination, d.line FROM unnest($1::uuid[]) AS s (id) JOIN deliveries d ON d.id = s.id "
        + "WHERE d.line IS NOT NULL ORDER BY d.destination, d.line) k JOIN lines l ON l.destination = k.destination AND l.line = k.line FOR NO KEY UPDATE OF l";

    private const string HoldLines =
        "SELECT 1 FROM unnest($1::integer[], $2::bigint[]) AS k (destination, line) "
        + "JOIN lines l ON l.destination = k.destination AND l.line = k.line FOR NO KEY UPDATE OF l";

    private const string HoldOne =
        "SELECT 1 FROM deliveries d JOIN lines l ON l.destination = d.destination AND l.line = d.line WHERE d.id = $1 FOR NO KEY UPDATE OF l";

    private const string HoldOfEvents =
        "SELECT 1 FROM (SELECT DISTINCT d.destination, d.line FROM unnest($1::uuid[]) AS s (event) JOIN deliveries d ON d.event = s.event "
        + "WHERE d.line IS NOT NULL ORDER BY d.destination, d.line) k JOIN lines l ON l.destination = k.destination AND l.line = k.line FOR NO KEY UPDATE OF l";

    private const string Pass =
        "SELECT pass_turn(d.destination, d.line, $2, NULL, $3) FROM deliveries d WHERE d.id = $1 AND d.line IS NOT NULL";

    private const string Forget =
        "DELETE FROM lines l WHERE l.event = ANY($1::uuid[]) AND NOT EXISTS (SELECT 1 FROM events e WHERE e.id = l.event) "
        + $"AND NOT EXISTS (SELECT 1 FROM undelivered w WHERE w.destination = l.destination AND w.line = l.line AND {InLine})";

    /// <summary>Holds the lines of deliveries that are about to be settled.</summary>
    public static void Hold(NpgsqlBatch batch, Guid[] deliveries) => batch.Add(HoldSettled).Uuids(deliveries);

    /// <summary>Holds lines, given in their order.</summary>
    public static void Hold(NpgsqlBatch batch, int[] destinations, long[] lines) => batch.Add(HoldLines).Ints(destinations).Longs(lines);

    /// <summary>Holds the line of a delivery, where it has one.</summary>
    public static void Hold(NpgsqlBatch batch, Guid delivery) => batch.Add(HoldOne).Uuid(delivery);

    /// <summary>Holds the lines of events that are about to be removed.</summary>
    public static void HoldOf(NpgsqlBatch batch, Guid[] events) => batch.Add(HoldOfEvents).Uuids(events);

    /// <summary>A delivery was retried or given up: the turn goes to whose it is now.</summary>
    public static void PassAfter(NpgsqlBatch batch, Guid delivery, DateTimeOffset now) =>
        batch.Add(Pass).Uuid(delivery).Long(now.UtcTicks).Long(Ordering.Margin.Ticks);

    /// <summary>Forgets what removed events brought last.</summary>
    public static void ForgetOf(NpgsqlBatch batch, Guid[] events) => batch.Add(Forget).Uuids(events);

    /// <summary>Deliveries were settled, those that did: what their destinations have now, and who is next.</summary>
    public static void Settle(NpgsqlBatch batch, IReadOnlyList<Settlement> settlements, int node, bool fenced) => batch.Add(
        $"SELECT s.id AS {Passed}, settle_line(s.id, s.at, $7) AS due FROM (SELECT unnest($1::uuid[]) AS id, unnest($2::integer[]) AS number, "
        + "unnest($3::bigint[]) AS at, unnest($4::bigint[]) AS due, unnest($5::bigint[]) AS epoch) s JOIN deliveries d ON d.id = s.id "
        + "WHERE d.line IS NOT NULL AND d.attempts = s.number AND (d.settled = s.at OR d.due = s.due OR (d.doubt = 2 AND d.state = 0)) "
        + $"AND {Fence.Holds("d.shard", "s.epoch", "$6", fenced)}")
        .Uuids([.. settlements.Select(settlement => settlement.Attempt.DeliveryId.Value.ToKey())])
        .Ints([.. settlements.Select(settlement => settlement.Attempt.Number)])
        .Longs([.. settlements.Select(settlement => settlement.At.UtcTicks)])
        .Longs([.. settlements.Select(settlement => settlement is { State: DeliveryState.Waiting, Ambiguity: not Ambiguity.Held } ? (settlement.NextAttemptAt ?? settlement.At).UtcTicks : (long?)null)])
        .Longs([.. settlements.Select(settlement => settlement.Epoch)])
        .Int(node)
        .Long(Ordering.Margin.Ticks);
}
