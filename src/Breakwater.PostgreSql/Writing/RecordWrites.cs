using System.Collections.ObjectModel;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// Records a group of arrivals: the hot path of the way in. One statement, which is one transaction, one round trip and one flush.
/// </summary>
internal sealed class RecordWrites(Database database, Names names, Kinds kinds, Skew skew)
{
    private readonly ClaimedWrites claimed = new(names);

    /// <summary>How often arrivals are asked for again whose first one came, or went, at the very same moment.</summary>
    private const int RoundsMost = 8;

    /// <summary>
    /// Whoever inserts an identity first records the event. Of the others, those that this statement can see are counted on the first. What
    /// was inserted is looked up in a hashed set (hence IS TRUE, which keeps it from becoming a join): there are no statistics to plan by.
    /// </summary>
    private static readonly string Sql =
        "WITH arrival AS MATERIALIZED (SELECT unnest($1::integer[]) AS source, unnest($2::uuid[]) AS hash, unnest($3::uuid[]) AS event, "
        + "unnest($4::bigint[]) AS received, unnest($5::integer[]) AS again, unnest($6::bigint[]) AS again_at), "
        + "fresh AS (INSERT INTO identities (source, hash, event) SELECT source, hash, event FROM arrival "
        + "ON CONFLICT (source, hash) DO NOTHING RETURNING event), "
        + "recorded AS (INSERT INTO events (id, received, kind, occurred, key_hash, idempotency, key, version, trace, headers, body) "
        + "SELECT * FROM (SELECT unnest($3::uuid[]) AS id, unnest($4::bigint[]), unnest($8::integer[]), unnest($9::bigint[]), "
        + "unnest($10::bigint[]), unnest($11::text[]), unnest($12::text[]), unnest($13::text[]), unnest($14::text[]), unnest($15::bytea[]), "
        + "unnest($16::bytea[])) e WHERE (e.id IN (SELECT event FROM fresh)) IS TRUE), "
        + $"owed AS (INSERT INTO deliveries ({DeliveryColumns.Names}) SELECT * FROM ({DeliveryColumns.Rows(17)}) w "
        + "WHERE (w.event IN (SELECT event FROM fresh)) IS TRUE RETURNING id, due, destination, shard, state), "
        + DeliveryColumns.Insert + ", "
        + "known AS MATERIALIZED (SELECT a.source, a.event, i.event AS first, "
        + "CASE WHEN i.event <> a.event THEN a.again + 1 WHEN $7 THEN 0 ELSE a.again END AS times, "
        + "CASE WHEN i.event <> a.event THEN greatest(a.received, a.again_at) ELSE a.again_at END AS last "
        + "FROM arrival a LEFT JOIN identities i ON i.source = a.source AND i.hash = a.hash WHERE (a.event IN (SELECT event FROM fresh)) IS NOT TRUE), "
        + "repeated AS MATERIALIZED (SELECT source, first AS event, times, last FROM known WHERE first IS NOT NULL AND times > 0 UNION ALL "
        + "SELECT a.source, a.event, a.again, a.again_at FROM arrival a WHERE a.again > 0 AND (a.event IN (SELECT event FROM fresh)) IS TRUE), "
        + "noted AS (INSERT INTO duplicates AS d (event, count, last) SELECT event, times, last FROM repeated ORDER BY event "
        + "ON CONFLICT (event) DO UPDATE SET count = d.count + excluded.count, last = greatest(d.last, excluded.last)), "
        + "sourced AS (INSERT INTO sources AS s (source, slot, events, duplicates, last) "
        + $"SELECT source, {Slots.Mine}, sum(events), sum(duplicates), max(last) FROM ("
        + "SELECT source, 1 AS events, 0 AS duplicates, received AS last FROM arrival a WHERE (a.event IN (SELECT event FROM fresh)) IS TRUE UNION ALL "
        + "SELECT source, 0, times, 0 FROM repeated) c GROUP BY source ORDER BY source "
        + "ON CONFLICT (source, slot) DO UPDATE SET events = s.events + excluded.events, duplicates = s.duplicates + excluded.duplicates, "
        + "last = greatest(s.last, excluded.last)) "
        + "SELECT event, first FROM known";

    public async Task<IReadOnlyList<Receipt>> RecordAsync(IReadOnlyList<Storage.Recording> recordings, CancellationToken cancellation)
    {
        var receipts = new Receipt[recordings.Count];
        var places = new int[recordings.Count];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        for (var round = 0; places.Length > 0; round++)
        {
            if (round == RoundsMost)
            {
                throw new StoreUnavailableException($"{database.Place}: the same events came and went at the same moment again and again.");
            }

            var group = await RecordGroup.OfAsync(recordings, names, kinds, cancellation);
            var recorded = ClaimedWrites.Has(recordings)
                ? await CommitClaimedAsync(group, recordings, cancellation)
                : await CommitAsync(group, recordings, cancellation);
            var open = group.Answer(receipts, places, recorded.Known, recorded.Ordered.ToLookup(delivery => delivery.EventId));
            foreach (var (place, deliveries) in recorded.Made)
            {
                receipts[places[place]] = receipts[places[place]] with { Made = deliveries };
            }

            recordings = open.ConvertAll(i => recordings[i]);
            places = [.. open.Select(i => places[i])];
        }

        return receipts;
    }

    /// <summary>Learns the numbers of the names and kinds in these, so that <see cref="AddAsync"/> needs no second connection.</summary>
    public async Task PrepareAsync(IReadOnlyList<Storage.Recording> recordings, CancellationToken cancellation) =>
        await RecordGroup.OfAsync(recordings, names, kinds, cancellation);

    /// <summary>Records new events inside a transaction that the caller commits. Doing it again, when that commit was judged lost, changes nothing.</summary>
    public async Task AddAsync(NpgsqlConnection connection, IReadOnlyList<Storage.Recording> recordings, CancellationToken cancellation)
    {
        var group = await RecordGroup.OfAsync(recordings, names, kinds, cancellation);
        await using var batch = new NpgsqlBatch(connection);
        group.AddTo(batch.Add(Sql), repeated: true);
        if (skew.With(recordings) is { } span)
        {
            Skew.AddTo(batch, span);
        }

        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<RecordedGroup> CommitAsync(RecordGroup group, IReadOnlyList<Storage.Recording> recordings, CancellationToken cancellation)
    {
        var wider = skew.With(recordings);
        var result = await database.CommitAsync(
            async (connection, again) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                group.AddTo(batch.Add(Sql), again);
                if (group.Ordered.Count > 0)
                {
                    OrderedDeliveries.AddTo(batch, group.Ordered, names, again: false);
                }

                return await InsertAsync(batch, wider, cancellation);
            },
            cancellation);
        if (wider is { } committed)
        {
            skew.Learn(committed);
        }

        return result;
    }

    /// <summary>The same, and what the events say of entities is judged in the same transaction: the entities are locked before anything else.</summary>
    private async Task<RecordedGroup> CommitClaimedAsync(
        RecordGroup group, IReadOnlyList<Storage.Recording> recordings, CancellationToken cancellation)
    {
        await claimed.EnsureNamesAsync(recordings, cancellation);
        var wider = skew.With(recordings);
        var result = await database.CommitAsync(
            async (connection, again) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                var held = await claimed.HoldAsync(connection, recordings, cancellation);
                RecordedGroup recorded;
                await using (var batch = new NpgsqlBatch(connection))
                {
                    group.AddTo(batch.Add(Sql), again);
                    recorded = await InsertAsync(batch, wider, cancellation);
                }

                recorded = await claimed.JudgeAsync(connection, held, recordings, group, recorded, cancellation);
                await transaction.CommitAsync(cancellation);
                return recorded;
            },
            cancellation);
        if (wider is { } committed)
        {
            skew.Learn(committed);
        }

        return result;
    }

    private static async Task<RecordedGroup> InsertAsync(NpgsqlBatch batch, (long Least, long Greatest)? wider, CancellationToken cancellation)
    {
        if (wider is { } span)
        {
            Skew.AddTo(batch, span);
        }

        var known = new Dictionary<Guid, Guid?>();
        await using var row = await batch.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            known[row.Key(0)] = row.KeyOrNull(1);
        }

        // To the end: only then it is known to be committed.
        return new RecordedGroup(known, await row.NextResultAsync(cancellation) ? await OrderedDeliveries.ReadAsync(row, cancellation) : []);
    }
}

/// <summary>What the commit of a group came to.</summary>
/// <param name="Known">By the id of an arrival that was not fresh: the id of the first one, or null where that is not to be seen yet.</param>
/// <param name="Ordered">The deliveries that go in order, as they stand.</param>
internal sealed record RecordedGroup(Dictionary<Guid, Guid?> Known, List<Delivery> Ordered)
{
    /// <summary>By place in the group: the deliveries of what entities applied.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<Delivery>> Made { get; init; } = ReadOnlyDictionary<int, IReadOnlyList<Delivery>>.Empty;
}
