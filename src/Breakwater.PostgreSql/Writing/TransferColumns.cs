using System.Buffers;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>Whole events as columns: a statement for each table, in the order in which commits write them everywhere.</summary>
/// <param name="events">Events that are new here.</param>
/// <param name="names">The numbers of all names in them.</param>
/// <param name="held">The shards in which a node is at work: nobody would end what had begun elsewhere, or give the turn, so it is done here.</param>
internal sealed class TransferColumns(IReadOnlyList<FreshEvent> events, Names names, ShardSet held)
{
    private const string InsertEvents =
        "INSERT INTO events (id, kind, received, occurred, key_hash, idempotency, key, version, trace, headers, body) SELECT * FROM unnest($1::uuid[], "
        + "$2::integer[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[], $11::bytea[])";

    private const string InsertStarted =
        "INSERT INTO started (delivery, number, at, node, shard) SELECT * FROM unnest($1::uuid[], $2::integer[], $3::bigint[], $4::integer[], $5::smallint[])";

    private const string InsertDuplicates =
        "INSERT INTO duplicates (event, count, last) SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[])";

    private const string InsertSources =
        $"INSERT INTO sources AS s (source, slot, events, duplicates, last) SELECT c.source, {Slots.Mine}, c.events, c.duplicates, c.last "
        + "FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[]) AS c (source, events, duplicates, last) "
        + "ON CONFLICT (source, slot) DO UPDATE SET events = s.events + excluded.events, duplicates = s.duplicates + excluded.duplicates, "
        + "last = greatest(s.last, excluded.last)";

    private static readonly string InsertDeliveries =
        $"WITH owed AS (INSERT INTO deliveries ({DeliveryColumns.Names}) {DeliveryColumns.Rows(1)} RETURNING id, due, destination, shard, state), "
        + DeliveryColumns.Insert + " SELECT 1 WHERE false";

    private static readonly string InsertAttempts = $"INSERT INTO attempts ({AttemptColumns.Names}) {AttemptColumns.Rows(1)}";

    private readonly WholeDelivery[] deliveries =
        [.. events.SelectMany(one => one.Whole.Deliveries.Select(whole => Placed(one.Whole.Event, whole, held)))];

    /// <summary>
    /// What has a key lies where its order is kept, or would be, should it be asked for; what has none is spread by its id, whose low half is chance.
    /// </summary>
    public static int ShardOf(Event evt, Delivery delivery) => evt.Key is { } key
        ? Shards.Of(delivery.Destination, key)
        : (int)((ulong)delivery.Id.Value.Low % Limits.Shards);

    public void AddTo(NpgsqlBatch batch)
    {
        if (events.Count == 0)
        {
            return;
        }

        AddEvents(batch.Add(InsertEvents));
        var ordered = deliveries.Select(whole => whole.Delivery).ToLookup(delivery => delivery.Turn is not null);
        new MovedLines(ordered[true], names, held).AddTo(batch);
        AddFree(batch.Add(InsertDeliveries), [.. ordered[false]]);
        DeliveryMarks.AddTo(batch, ordered[false]);
        AddAttempts(batch);
        AddStarted(batch);
        AddDuplicates(batch);
        AddSources(batch.Add(InsertSources));
    }

    private static WholeDelivery Placed(Event evt, WholeDelivery whole, ShardSet held)
    {
        var placed = whole with { Delivery = whole.Delivery with { Shard = ShardOf(evt, whole.Delivery) } };
        return placed.Started is { } start && held.Contains(placed.Delivery.Shard) ? Ended(placed, start) : placed;
    }

    /// <summary>As the next start would end it.</summary>
    private static WholeDelivery Ended(WholeDelivery whole, AttemptStart start)
    {
        var known = whole.Attempts.Any(attempt => attempt.Number == start.Number);
        var waiting = whole.Delivery.State == DeliveryState.Waiting;
        var interrupted = Interruption.Of(start, waiting);
        return whole with
        {
            Started = null,
            Attempts = known ? whole.Attempts : [.. whole.Attempts, interrupted],
            Delivery = known || !waiting
                ? whole.Delivery
                : whole.Delivery with { Attempts = start.Number, LastStatus = null, LastError = interrupted.Error, Ambiguity = Ambiguity.Open },
        };
    }

    private void AddEvents(NpgsqlParameterCollection values)
    {
        var headers = new ReadOnlyMemory<byte>[events.Count];
        var scratch = new ArrayBufferWriter<byte>(1_024);
        for (var i = 0; i < headers.Length; i++)
        {
            TextList.Write(scratch, events[i].Whole.Event.Headers);
            headers[i] = scratch.WrittenSpan.ToArray();
        }

        values.Uuids(Column(evt => evt.Id.Value.ToKey()))
            .Ints([.. events.Select(one => one.Kind)])
            .Longs(Column(evt => evt.ReceivedAt.UtcTicks))
            .Longs(Column(evt => evt.OccurredAt.ToTicks()))
            .Longs(Column(evt => evt.Key is { } key ? Hashes.Short(key) : (long?)null))
            .Texts(Column(evt => evt.IdempotencyId.ToColumn()))
            .Texts(Column(evt => evt.Key.ToColumn()))
            .Texts(Column(evt => evt.Version.ToColumn()))
            .Texts(Column(evt => evt.TraceParent.ToColumn()))
            .Blobs(headers)
            .Blobs(Column(evt => evt.Body));
    }

    private T[] Column<T>(Func<Event, T> of) => [.. events.Select(one => of(one.Whole.Event))];

    private void AddFree(NpgsqlParameterCollection values, IReadOnlyList<Delivery> free)
    {
        var columns = new DeliveryColumns(free.Count);
        foreach (var delivery in free)
        {
            columns.Add(delivery, names[delivery.Destination]);
        }

        columns.AddTo(values);
    }

    private void AddAttempts(NpgsqlBatch batch)
    {
        var count = deliveries.Sum(whole => whole.Attempts.Count);
        if (count == 0)
        {
            return;
        }

        var columns = new AttemptColumns(count);
        foreach (var attempt in deliveries.SelectMany(whole => whole.Attempts))
        {
            columns.Add(attempt, names[attempt.Node]);
        }

        columns.AddTo(batch.Add(InsertAttempts));
    }

    private void AddStarted(NpgsqlBatch batch)
    {
        WholeDelivery[] begun = [.. deliveries.Where(whole => whole.Started is not null)];
        if (begun.Length == 0)
        {
            return;
        }

        batch.Add(InsertStarted)
            .Uuids([.. begun.Select(whole => whole.Delivery.Id.Value.ToKey())])
            .Ints([.. begun.Select(whole => whole.Started!.Value.Number)])
            .Longs([.. begun.Select(whole => whole.Started!.Value.StartedAt.UtcTicks)])
            .Ints([.. begun.Select(whole => whole.Started!.Value.Node is { } node ? names[node] : (int?)null)])
            .Smalls([.. begun.Select(whole => (short)whole.Delivery.Shard)]);
    }

    private void AddDuplicates(NpgsqlBatch batch)
    {
        WholeEvent[] again = [.. events.Select(one => one.Whole).Where(whole => whole.Duplicates > 0)];
        if (again.Length == 0)
        {
            return;
        }

        batch.Add(InsertDuplicates)
            .Uuids([.. again.Select(whole => whole.Event.Id.Value.ToKey())])
            .Longs([.. again.Select(whole => whole.Duplicates)])
            .Longs([.. again.Select(whole => (whole.LastDuplicateAt ?? whole.Event.ReceivedAt).UtcTicks)]);
    }

    /// <summary>In the order of their numbers, as everywhere.</summary>
    private void AddSources(NpgsqlParameterCollection values)
    {
        var sources = events.GroupBy(one => one.Source).OrderBy(group => group.Key).ToList();
        values.Ints([.. sources.Select(group => group.Key)])
            .Longs([.. sources.Select(group => (long)group.Count())])
            .Longs([.. sources.Select(group => group.Sum(one => one.Whole.Duplicates))])
            .Longs([.. sources.Select(group => group.Max(one => one.Whole.Event.ReceivedAt.UtcTicks))]);
    }
}
