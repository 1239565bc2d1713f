using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Many new deliveries, a column each: one statement inserts them all.</summary>
internal sealed class DeliveryColumns(int count)
{
    /// <summary>The columns of a row source <c>w</c> whose arrays begin at a position.</summary>
    public static string Rows(int first) =>
        $"SELECT unnest(${first}::uuid[]) AS id, unnest(${first + 1}::uuid[]) AS event, unnest(${first + 2}::bigint[]) AS due, "
        + $"unnest(${first + 3}::bigint[]) AS since, unnest(${first + 4}::bigint[]) AS settled, unnest(${first + 5}::integer[]) AS destination, "
        + $"unnest(${first + 6}::integer[]) AS attempts, unnest(${first + 7}::integer[]) AS before, unnest(${first + 8}::integer[]) AS status, "
        + $"unnest(${first + 9}::smallint[]) AS shard, unnest(${first + 10}::smallint[]) AS state, unnest(${first + 11}::uuid[]) AS replay, "
        + $"unnest(${first + 12}::text[]) AS error";

    /// <summary>
    /// Inserts what <c>owed</c> is to select: into deliveries, into what waits, and into the counters. Parts of one WITH.
    /// </summary>
    public const string Insert =
        "waiting AS (INSERT INTO undelivered (delivery, due, destination, shard, state) "
        + "SELECT id, due, destination, shard, state FROM owed WHERE state <> 1), "
        + "counted AS (INSERT INTO counts AS c (destination, state, slot, count) "
        + "SELECT destination, state, " + Slots.Mine + ", count(*) FROM owed GROUP BY destination, state ORDER BY destination, state "
        + "ON CONFLICT (destination, state, slot) DO UPDATE SET count = c.count + excluded.count)";

    /// <summary>The columns of <c>deliveries</c> in the order of <see cref="Rows"/>.</summary>
    public const string Names = "id, event, due, since, settled, destination, attempts, before, status, shard, state, replay, error";

    private readonly Guid[] ids = new Guid[count];
    private readonly Guid[] events = new Guid[count];
    private readonly long?[] due = new long?[count];
    private readonly long[] since = new long[count];
    private readonly long?[] settled = new long?[count];
    private readonly int[] destinations = new int[count];
    private readonly int[] attempts = new int[count];
    private readonly int[] before = new int[count];
    private readonly int?[] statuses = new int?[count];
    private readonly short[] shards = new short[count];
    private readonly short[] states = new short[count];
    private readonly Guid?[] replays = new Guid?[count];
    private readonly string?[] errors = new string?[count];
    private int used;

    public void Add(Delivery delivery, int destination)
    {
        var i = used++;
        ids[i] = delivery.Id.Value.ToKey();
        events[i] = delivery.EventId.Value.ToKey();

        // What waits is always due at some time, or waits for what is: no limbo.
        due[i] = delivery.State != DeliveryState.Waiting || delivery.Ambiguity == Ambiguity.Held ? null
            : delivery.NextAttemptAt is { } at ? at.UtcTicks
            : delivery.Turn is null ? delivery.Since.UtcTicks
            : null;
        since[i] = delivery.Since.UtcTicks;
        settled[i] = delivery.SettledAt.ToTicks();
        destinations[i] = destination;
        attempts[i] = delivery.Attempts;
        before[i] = delivery.AttemptsBefore;
        statuses[i] = delivery.LastStatus;
        shards[i] = (short)delivery.Shard;
        states[i] = (short)delivery.State;
        replays[i] = delivery.Replay?.Value.ToKey();
        errors[i] = delivery.LastError.ToColumn();
    }

    public NpgsqlParameterCollection AddTo(NpgsqlParameterCollection values) => values
        .Uuids(ids).Uuids(events).Longs(due).Longs(since).Longs(settled).Ints(destinations).Ints(attempts).Ints(before).Ints(statuses)
        .Smalls(shards).Smalls(states).Uuids(replays).Texts(errors);
}
