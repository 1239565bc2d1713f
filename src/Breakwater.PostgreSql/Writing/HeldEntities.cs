using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Entities whose rows are locked in a transaction, in one order everywhere, so that two nodes that judge the same ones stand in line and
/// never in a circle. What is judged is kept here until it is written.
/// </summary>
internal sealed class HeldEntities(Names names) : IEntityRows
{
    private const string Make =
        "INSERT INTO entities (id, type, hash, key, applied, judged, early, flagged, conflicts, changed, marks) "
        + "SELECT id, type, hash, key, 0, 0, 0, 0, 0, 0, ''::bytea FROM "
        + "(SELECT unnest($1::uuid[]) AS id, unnest($2::integer[]) AS type, unnest($3::uuid[]) AS hash, unnest($4::text[]) AS key) w "
        + "ON CONFLICT (type, hash) DO NOTHING";

    /// <summary>The arrays are in order, and so are the locks.</summary>
    private static readonly string HoldByKey =
        $"SELECT {EntityRow.Columns} FROM (SELECT unnest($1::integer[]) AS type, unnest($2::uuid[]) AS hash) w "
        + "JOIN entities n ON n.type = w.type AND n.hash = w.hash JOIN names t ON t.id = n.type FOR UPDATE OF n";

    private static readonly string Early =
        $"SELECT {EntityRow.Events} FROM (SELECT unnest($1::uuid[]) AS id) w JOIN entity_events h ON h.entity = w.id AND h.verdict = 3 "
        + "JOIN names s ON s.id = h.source";

    private readonly Dictionary<(string Type, string Key), Held> held = [];

    /// <summary>What was judged, in order.</summary>
    public EntityColumns Changes { get; } = new(names);

    /// <summary>
    /// Locks the entities that claims are about, and makes those that are new. Names first, for they say which entity it is; everywhere in this
    /// order. The kinds' names are ensured.
    /// </summary>
    public async Task HoldAsync(NpgsqlConnection connection, IReadOnlyList<Claim> claims, CancellationToken cancellation)
    {
        await HoldAsync(connection, claims.SelectMany(Links), cancellation);
        await HoldAsync(connection, claims.Select(Entity).OfType<Wanted>(), cancellation);
        await ReadEarlyAsync(connection, cancellation);
    }

    private async Task HoldAsync(NpgsqlConnection connection, IEnumerable<Wanted> all, CancellationToken cancellation)
    {
        var wanted = all.DistinctBy(one => (one.Type, one.Key)).Select(one => (One: one, Type: names[one.Type], Hash: Hashes.Of(one.Key)))
            .OrderBy(one => one.Type).ThenBy(one => one.Hash).ToList();
        int[] types = [.. wanted.Select(one => one.Type)];
        Guid[] hashes = [.. wanted.Select(one => one.Hash)];

        // What retention takes away between the two statements is made anew.
        for (var before = held.Count; held.Count < before + wanted.Count;)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.Add(Make).Uuids([.. wanted.Select(one => one.One.NewId.ToKey())]).Ints(types).Uuids(hashes)
                .Texts([.. wanted.Select(one => one.One.Key.ToColumn())]);
            batch.Add(HoldByKey).Ints(types).Uuids(hashes);
            await using var row = await batch.ExecuteReaderAsync(cancellation);
            await ReadAsync(row, cancellation);
        }
    }

    private static IEnumerable<Wanted> Links(Claim claim) => (claim.Link is { } link ? claim.Learn.Append(link) : claim.Learn)
        .Select(name => new Wanted(Judging.Links.TypeOf(claim.Rules.Type), name.Value, name.NewId));

    /// <summary>The entity of a claim; of one by link the one that the name says, if it does.</summary>
    private Wanted? Entity(Claim claim) =>
        claim.Link is null ? new Wanted(claim.Rules.Type, claim.Key, claim.NewId)
        : held[(Judging.Links.TypeOf(claim.Rules.Type), claim.Link.Value)].Entity.State is { } key ? new Wanted(claim.Rules.Type, key, claim.NewId)
        : null;

    /// <summary>Takes entities from a statement that locks them, by its columns.</summary>
    public async Task ReadAsync(NpgsqlDataReader row, CancellationToken cancellation)
    {
        while (await row.ReadAsync(cancellation))
        {
            var entity = EntityRow.Read(row);
            held[(entity.Type, entity.Key)] = new Held { Entity = entity };
        }
    }

    /// <summary>Reads what waits in them.</summary>
    public async Task ReadEarlyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var byId = held.Values.Where(one => one.Entity.Early > 0).ToDictionary(one => one.Entity.Id);
        if (byId.Count == 0)
        {
            return;
        }

        await using var command = connection.Query(Early);
        command.Parameters.Uuids([.. byId.Keys.Order().Select(id => id.ToKey())]);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var evt = EntityRow.ReadEvent(row);
            byId[row.Key(0).ToId()].Early[evt.Number] = evt;
        }

        await row.DisposeAsync();
        var waiting = byId.Values.SelectMany(one => one.Early.Values);
        await names.LearnAsync(
            connection, waiting.SelectMany(evt => evt.Parked.Select(delivery => delivery.Destination).Append(evt.Source)), cancellation);
    }

    /// <inheritdoc />
    public (Entity? Entity, IReadOnlyList<EntityEvent> Early) Find(string type, string key)
    {
        var one = held[(type, key)];
        return one.Entity.Judged == 0 ? (null, []) : (one.Entity, [.. one.Early.Values]);
    }

    /// <inheritdoc />
    public void Keep(EntityChange change)
    {
        // A new one was made under its own id.
        var one = held[(change.Entity.Type, change.Entity.Key)];
        Keep(one, change with { Entity = change.Entity with { Id = one.Entity.Id } });
    }

    /// <summary>Lets time run out in all of them.</summary>
    /// <returns>The deliveries that are made of it.</returns>
    public IReadOnlyList<Delivery> TimeOut(IReadOnlyDictionary<string, EntityRules> rules, DateTimeOffset now) =>
        [.. held.Values.SelectMany(one => Keep(one, Advance.TimeOut(one.Entity, [.. one.Early.Values], rules.GetValueOrDefault(one.Entity.Type), now)))];

    /// <summary>The entities that were made and of which nothing was said after all, for their events were known.</summary>
    public Guid[] Unused() => [.. held.Values.Where(one => one.Entity.Judged == 0).Select(one => one.Entity.Id.ToKey())];

    private IReadOnlyList<Delivery> Keep(Held one, EntityChange change)
    {
        one.Entity = change.Entity;
        foreach (var evt in change.Events)
        {
            one.Early.Remove(evt.Number);
            if (evt.Verdict == EntityVerdict.Early)
            {
                one.Early[evt.Number] = evt;
            }
        }

        foreach (var number in change.Gone)
        {
            one.Early.Remove(number);
        }

        Changes.Add(change);
        return change.Deliveries;
    }

    private sealed record Wanted(string Type, string Key, SortableId NewId);

    private sealed class Held
    {
        public required Entity Entity { get; set; }

        public SortedDictionary<long, EntityEvent> Early { get; } = [];
    }
}
