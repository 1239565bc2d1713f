namespace Breakwater.PostgreSql.Writing;

/// <summary>The statements of settling, with the fence or without it.</summary>
internal sealed class SettleStatements
{
    /// <summary>The column of the deliveries whose settlement changed nothing because their shard is not this node's any more.</summary>
    public const string Refused = "refused";

    /// <summary>What follows from a delivery that changed.</summary>
    private const string Moved =
        "arrived AS (DELETE FROM undelivered u USING moved m WHERE m.state = 1 "
        + "AND u.destination = m.destination AND u.delivery = m.id AND u.state = 0), "
        + "stayed AS (UPDATE undelivered u SET state = m.state, due = m.due, "
        + "held = (m.doubt = 2), rest = CASE WHEN m.line IS NOT NULL AND m.due IS NULL THEN m.next END FROM moved m WHERE m.state <> 1 "
        + "AND u.destination = m.destination AND u.delivery = m.id AND u.state = 0), "
        + "counted AS (INSERT INTO counts AS c (destination, state, slot, count) "
        + $"SELECT destination, state, {Slots.Mine}, sum(change) FROM (SELECT destination, state, 1 AS change FROM moved UNION ALL "
        + "SELECT destination, 0, -1 FROM moved) x GROUP BY destination, state HAVING sum(change) <> 0 ORDER BY destination, state "
        + "ON CONFLICT (destination, state, slot) DO UPDATE SET count = c.count + excluded.count), ";

    public SettleStatements(bool fenced)
    {
        Begin = "INSERT INTO started AS t (delivery, number, at, node, shard) SELECT s.delivery, s.number, s.at, s.node, d.shard FROM ("
            + "SELECT unnest($1::uuid[]) AS delivery, unnest($2::integer[]) AS number, unnest($3::bigint[]) AS at, "
            + "unnest($4::integer[]) AS node, unnest($5::bigint[]) AS epoch) s JOIN deliveries d ON d.id = s.delivery "
            + $"WHERE d.attempts < s.number AND {Fence.Holds("d.shard", "s.epoch", "$6", fenced)} FOR NO KEY UPDATE OF d SKIP LOCKED "
            + "ON CONFLICT (delivery) DO UPDATE SET number = excluded.number, at = excluded.at, node = excluded.node, shard = excluded.shard";
        Change = "WITH s AS MATERIALIZED (SELECT unnest($1::uuid[]) AS id, unnest($2::integer[]) AS number, unnest($3::smallint[]) AS state, "
            + "unnest($4::bigint[]) AS due, unnest($5::integer[]) AS status, unnest($6::text[]) AS error, unnest($7::bigint[]) AS settled, "
            + "unnest($8::bigint[]) AS epoch, unnest($23::smallint[]) AS doubt, unnest($24::integer[]) AS uncounted, unnest($25::text[]) AS fallback), "
            + "moved AS (UPDATE deliveries d SET state = s.state, "
            + "due = CASE WHEN d.line IS NULL OR d.due IS NOT NULL THEN s.due END, attempts = s.number, status = s.status, error = s.error, "
            + "settled = s.settled, doubt = s.doubt, before = d.before + s.uncounted, fallback = coalesce(s.fallback, d.fallback) FROM s WHERE d.id = s.id AND d.state = 0 AND d.attempts < s.number "
            + $"AND {Fence.Holds("d.shard", "s.epoch", "$9", fenced)} RETURNING d.id, d.destination, d.state, d.due, d.line, d.doubt, s.due AS next), "
            + Moved
            + $"kept AS (INSERT INTO attempts ({AttemptColumns.Names}) SELECT {AttemptColumns.Given} "
            + $"FROM ({AttemptColumns.Rows(10)}, unnest($8::bigint[]) AS epoch) a JOIN deliveries d ON d.id = a.delivery "
            + $"WHERE {Fence.Holds("d.shard", "a.epoch", "$9", fenced)} ON CONFLICT (delivery, number) DO NOTHING) "
            + $"SELECT s.id AS {Refused} FROM s JOIN deliveries d ON d.id = s.id WHERE NOT {Fence.Holds("d.shard", "s.epoch", "$9", fenced)}";
        End = "DELETE FROM started t USING (SELECT unnest($1::uuid[]) AS id, unnest($2::integer[]) AS number, unnest($3::bigint[]) AS epoch) s "
            + $"WHERE t.delivery = s.id AND t.number <= s.number AND {Fence.Holds("t.shard", "s.epoch", "$4", fenced)}";
    }

    /// <summary>Notes that attempts have begun. The delivery's row is locked, so that a settlement is either before it or after it; one
    /// whose settlement is under way in another commit needs no note.</summary>
    public string Begin { get; }

    /// <summary>A delivery that waits for this attempt changes; another one, of a delivery that is still there, only leaves its trace.</summary>
    public string Change { get; }

    /// <summary>A statement of its own: it has to see a beginning that was noted while the change waited for the delivery's row.</summary>
    public string End { get; }
}
