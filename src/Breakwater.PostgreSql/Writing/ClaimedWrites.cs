using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Records a group in which events say something of entities, in one transaction: the entities are locked first, then everything is recorded
/// by the statement of every group, and then what was new is judged. So no node judges by a state that another one is about to change.
/// </summary>
internal sealed class ClaimedWrites(Names names)
{
    private const string Judged = "SELECT event FROM entity_events WHERE event = ANY($1::uuid[])";

    private const string Forget = "DELETE FROM entities WHERE id = ANY($1::uuid[]) AND judged = 0";

    /// <summary>True where any of the group says something of an entity.</summary>
    public static bool Has(IReadOnlyList<Storage.Recording> recordings)
    {
        for (var i = 0; i < recordings.Count; i++)
        {
            if (recordings[i].Claims.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The names that it will need: asked for before the transaction begins.</summary>
    public ValueTask EnsureNamesAsync(IReadOnlyList<Storage.Recording> recordings, CancellationToken cancellation) => names.EnsureAsync(
        recordings.SelectMany(recording => recording.Claims)
            .SelectMany(claim => claim.Deliveries.Select(delivery => delivery.Destination).Concat([claim.Rules.Type, Links.TypeOf(claim.Rules.Type)])),
        cancellation);

    /// <summary>Locks what the group is about.</summary>
    public async Task<HeldEntities> HoldAsync(NpgsqlConnection connection, IReadOnlyList<Storage.Recording> recordings, CancellationToken cancellation)
    {
        var held = new HeldEntities(names);
        await held.HoldAsync(connection, [.. recordings.SelectMany(recording => recording.Claims)], cancellation);
        return held;
    }

    /// <summary>Judges what is new, and writes it, with the deliveries of the group that go in order: the lines of all are held in one order.</summary>
    /// <param name="connection">The connection, in its transaction.</param>
    /// <param name="held">The entities.</param>
    /// <param name="recordings">The group.</param>
    /// <param name="group">The group as columns.</param>
    /// <param name="recorded">What recording it came to.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RecordedGroup> JudgeAsync(
        NpgsqlConnection connection,
        HeldEntities held,
        IReadOnlyList<Storage.Recording> recordings,
        RecordGroup group,
        RecordedGroup recorded,
        CancellationToken cancellation)
    {
        // What was committed before, and its answer lost, was judged then.
        var done = recorded.Known.Any(one => one.Key == one.Value) ? await JudgedAsync(connection, recordings, cancellation) : [];
        var made = new Dictionary<int, IReadOnlyList<Delivery>>();
        for (var i = 0; i < recordings.Count; i++)
        {
            var evt = recordings[i].Event;
            if (recordings[i].Claims.Count > 0 && group.IsFresh(i, recorded.Known) && !done.Contains(evt.Id))
            {
                Delivery[] deliveries = [.. recordings[i].Claims.SelectMany(claim => Verdicts.Judge(held, claim, evt))];
                if (deliveries.Length > 0)
                {
                    made[i] = deliveries;
                }
            }
        }

        var ordered = await WriteAsync(connection, held, [.. group.Ordered.OrderBy(delivery => delivery.Id), .. made.Values.SelectMany(deliveries => deliveries)], cancellation);
        var plain = group.Ordered.Select(delivery => delivery.Id).ToHashSet();
        return recorded with { Ordered = ordered.FindAll(delivery => plain.Contains(delivery.Id)), Made = made };
    }

    private async Task<List<Delivery>> WriteAsync(
        NpgsqlConnection connection, HeldEntities held, IReadOnlyList<Delivery> deliveries, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (held.Unused() is { Length: > 0 } unused)
        {
            batch.Add(Forget).Uuids(unused);
        }

        if (!held.Changes.IsEmpty)
        {
            held.Changes.AddTo(batch);
        }

        if (deliveries.Count > 0)
        {
            KnownDeliveries.AddTo(batch, deliveries, names, later: true);
        }

        if (batch.BatchCommands.Count == 0)
        {
            return [];
        }

        await using var row = await batch.ExecuteReaderAsync(cancellation);
        return await OrderedDeliveries.ReadAsync(row, cancellation);
    }

    private static async Task<HashSet<EventId>> JudgedAsync(
        NpgsqlConnection connection, IReadOnlyList<Storage.Recording> recordings, CancellationToken cancellation)
    {
        var done = new HashSet<EventId>();
        await using var command = connection.Query(Judged);
        command.Parameters.Uuids([.. recordings.Where(recording => recording.Claims.Count > 0).Select(recording => recording.Event.Id.Value.ToKey())]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            done.Add(new EventId(row.Key(0).ToId()));
        }

        return done;
    }
}
