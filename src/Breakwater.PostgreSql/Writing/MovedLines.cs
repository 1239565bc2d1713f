using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Moved deliveries that go in order. Where no node is at work in a shard they come as they are: one of a line is due, the others wait for
/// it, and the next owner gives the turn where nobody has it. Elsewhere nobody would look, so the turn is given at once.
/// </summary>
internal sealed class MovedLines
{
    /// <summary>Holds the lines, and keeps what their destinations got elsewhere, unless they got something newer here.</summary>
    private const string Remember =
        "INSERT INTO lines AS l (destination, line, place, event) SELECT * FROM unnest($1::integer[], $2::bigint[], $3::text[], $4::uuid[]) "
        + "ON CONFLICT (destination, line) DO UPDATE SET place = excluded.place, event = excluded.event WHERE excluded.place IS NOT NULL "
        + "AND (l.place IS NULL OR left(l.place, 1) <> left(excluded.place, 1) OR l.place <= excluded.place)";

    /// <summary>What would be due in a line in which another one has the turn waits for that one.</summary>
    private static readonly string Insert =
        $"WITH given AS ({DeliveryColumns.Rows(1)}, unnest($14::bigint[]) AS line, unnest($15::smallint[]) AS ordering, unnest($16::text[]) AS place, "
        + "unnest($17::uuid[]) AS rival, unnest($18::bigint[]) AS rest), "
        + "placed AS MATERIALIZED (SELECT g.*, g.due IS NOT NULL AND (SELECT true FROM undelivered u WHERE u.destination = g.destination "
        + "AND u.line = g.line AND u.line IS NOT NULL AND u.state = 0 AND u.due IS NOT NULL LIMIT 1) IS TRUE AS behind FROM given g), "
        + $"owed AS (INSERT INTO deliveries ({DeliveryColumns.Names}, line, ordering, place, rival) "
        + "SELECT p.id, p.event, CASE WHEN p.behind THEN NULL ELSE p.due END, p.since, p.settled, p.destination, p.attempts, p.before, p.status, "
        + "p.shard, p.state, p.replay, p.error, p.line, p.ordering, p.place, p.rival FROM placed p), "
        + "waiting AS (INSERT INTO undelivered (delivery, due, destination, shard, state, line, ordering, place, rest) "
        + "SELECT p.id, CASE WHEN p.behind THEN NULL ELSE p.due END, p.destination, p.shard, p.state, p.line, p.ordering, p.place, "
        + "CASE WHEN NOT p.behind THEN p.rest WHEN p.attempts > p.before THEN p.due END FROM placed p WHERE p.state <> 1), "
        + "counted AS (INSERT INTO counts AS c (destination, state, slot, count) "
        + $"SELECT destination, state, {Slots.Mine}, count(*) FROM placed GROUP BY destination, state ORDER BY destination, state "
        + "ON CONFLICT (destination, state, slot) DO UPDATE SET count = c.count + excluded.count) SELECT 1 WHERE false";

    /// <summary>By the clock of the server, as everything about who is at work.</summary>
    private const string Pass =
        "SELECT pass_turn(k.destination, k.line, (extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000, NULL, $3) "
        + "FROM unnest($1::integer[], $2::bigint[]) AS k (destination, line)";

    private readonly List<IGrouping<(int Destination, long Line), Delivery>> lines;
    private readonly Names names;
    private readonly ShardSet held;

    /// <param name="deliveries">Deliveries with a turn, in their shards.</param>
    /// <param name="names">The numbers of their destinations.</param>
    /// <param name="held">The shards in which a node is at work.</param>
    public MovedLines(IEnumerable<Delivery> deliveries, Names names, ShardSet held)
    {
        (this.names, this.held) = (names, held);

        // In the one order in which lines are held everywhere.
        lines = [.. deliveries.GroupBy(one => (names[one.Destination], one.Turn!.Line)).OrderBy(line => line.Key)];
    }

    public void AddTo(NpgsqlBatch batch)
    {
        if (lines.Count == 0)
        {
            return;
        }

        AddLines(batch.Add(Remember));
        AddDeliveries(batch.Add(Insert), [.. lines.SelectMany(Placed)]);
        DeliveryMarks.AddTo(batch, lines.SelectMany(line => line));
        var served = lines.Where(line => line.Any(one => one.State == DeliveryState.Waiting && held.Contains(one.Shard))).ToList();
        if (served.Count > 0)
        {
            batch.Add(Pass).Ints([.. served.Select(line => line.Key.Destination)]).Longs([.. served.Select(line => line.Key.Line)])
                .Long(Ordering.Margin.Ticks);
        }
    }

    private void AddLines(NpgsqlParameterCollection values)
    {
        var got = lines.ConvertAll(Got);
        values.Ints([.. lines.Select(line => line.Key.Destination)])
            .Longs([.. lines.Select(line => line.Key.Line)])
            .Texts([.. got.Select(last => last?.Turn!.Rank)])
            .Uuids([.. lines.Zip(got, (line, last) => (last ?? line.First()).EventId.Value.ToKey())]);
    }

    /// <summary>The highest version that arrived.</summary>
    private static Delivery? Got(IEnumerable<Delivery> line)
    {
        Delivery? last = null;
        foreach (var one in line.Where(one => one is { State: DeliveryState.Delivered, Turn.Rank: not null }))
        {
            last = last is not null && VersionRank.IsOlder(one.Turn!.Rank, last.Turn!.Rank) ? last : one;
        }

        return last;
    }

    /// <summary>One of a line may be due, and none where the turn is given anew.</summary>
    private IEnumerable<(Delivery Delivery, long? Later)> Placed(IEnumerable<Delivery> line)
    {
        var free = true;
        foreach (var one in line)
        {
            if (one.State != DeliveryState.Waiting)
            {
                yield return (one, null);
                continue;
            }

            var due = one.NextAttemptAt is not null && free && !held.Contains(one.Shard);
            free &= !due;
            yield return due ? (one, null) : (one with { NextAttemptAt = null }, one.Attempts > one.AttemptsBefore ? one.NextAttemptAt.ToTicks() : null);
        }
    }

    private void AddDeliveries(NpgsqlParameterCollection values, IReadOnlyList<(Delivery Delivery, long? Later)> placed)
    {
        var columns = new DeliveryColumns(placed.Count);
        foreach (var (delivery, _) in placed)
        {
            columns.Add(delivery, names[delivery.Destination]);
        }

        columns.AddTo(values)
            .Longs([.. placed.Select(one => one.Delivery.Turn!.Line)])
            .Smalls([.. placed.Select(one => (short)Ordering.Of(one.Delivery.Turn!))])
            .Texts([.. placed.Select(one => (one.Delivery.Turn!.Place ?? one.Delivery.Turn.Rank ?? "").ToColumn())])
            .Uuids([.. placed.Select(one => one.Delivery.Rival?.Value.ToKey())])
            .Longs([.. placed.Select(one => one.Later)]);
    }
}
