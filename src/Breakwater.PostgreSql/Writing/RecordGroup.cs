using System.Buffers;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>
/// A group of arrivals as columns. Each identity stands in it once, with the arrivals that repeat it counted beside it; and in one order
/// everywhere, so that two groups with the same events never wait for each other in a circle.
/// </summary>
internal sealed class RecordGroup
{
    private readonly IReadOnlyList<Storage.Recording> recordings;
    private readonly int[] first;
    private readonly int[] order;
    private readonly int[] sources;
    private readonly Guid[] hashes;
    private readonly Guid[] events;
    private readonly long[] received;
    private readonly int[] again;
    private readonly long[] againAt;
    private readonly int[] kinds;
    private readonly DeliveryColumns deliveries;
    private readonly List<Delivery> ordered;

    private RecordGroup(IReadOnlyList<Storage.Recording> recordings, int[] first, int[] order, Names names, int[] kindOf, Guid[] hashOf)
    {
        this.recordings = recordings;
        this.first = first;
        this.order = order;
        sources = Array.ConvertAll(order, i => names[recordings[i].Event.Source]);
        hashes = Array.ConvertAll(order, i => hashOf[i]);
        events = Array.ConvertAll(order, i => recordings[i].Event.Id.Value.ToKey());
        received = Array.ConvertAll(order, i => recordings[i].Event.ReceivedAt.UtcTicks);
        kinds = Array.ConvertAll(order, i => kindOf[i]);
        (again, againAt) = CountRepeated();
        ordered = [.. order.SelectMany(i => recordings[i].Deliveries).Where(delivery => delivery.Turn is not null)];
        deliveries = new DeliveryColumns(order.Sum(i => recordings[i].Deliveries.Count) - ordered.Count);
        foreach (var delivery in order.SelectMany(i => recordings[i].Deliveries))
        {
            if (delivery.Turn is null)
            {
                deliveries.Add(delivery, names[delivery.Destination]);
            }
        }
    }

    /// <summary>The deliveries that go in order: they are added by statements of their own, and unordered ones pay nothing for them.</summary>
    public IReadOnlyList<Delivery> Ordered => ordered;

    /// <summary>How many different identities there are.</summary>
    public int Count => order.Length;

    public static async ValueTask<RecordGroup> OfAsync(
        IReadOnlyList<Storage.Recording> recordings, Names names, Kinds kinds, CancellationToken cancellation)
    {
        await names.EnsureAsync(Named(recordings), cancellation);
        var pairs = new (int, string?)[recordings.Count];
        var hashes = new Guid[recordings.Count];
        var order = new int[recordings.Count];
        for (var i = 0; i < pairs.Length; i++)
        {
            var evt = recordings[i].Event;
            pairs[i] = (names[evt.Source], evt.Type);
            hashes[i] = Hashes.Of(evt.IdempotencyId);
            order[i] = i;
        }

        var numbers = await kinds.OfAsync(pairs, cancellation);
        Array.Sort(order, (a, b) => Compare(pairs[a].Item1, hashes[a], a, pairs[b].Item1, hashes[b], b));
        var first = new int[recordings.Count];
        var distinct = new List<int>(order.Length);
        foreach (var i in order)
        {
            var known = distinct.Count > 0 && pairs[distinct[^1]].Item1 == pairs[i].Item1 && hashes[distinct[^1]] == hashes[i];
            first[i] = known ? distinct[^1] : i;
            if (!known)
            {
                distinct.Add(i);
            }
        }

        return new RecordGroup(recordings, first, [.. distinct], names, numbers, hashes);
    }

    public void AddTo(NpgsqlParameterCollection values, bool repeated)
    {
        values.Ints(sources).Uuids(hashes).Uuids(events).Longs(received).Ints(again).Longs(againAt).Flag(repeated).Ints(kinds);
        AddEvents(values);
        deliveries.AddTo(values);
    }

    /// <summary>
    /// What the callers are told. <paramref name="known"/> has, by the id of an arrival that was not fresh, the id of the first one; or null
    /// for one whose first came at the same moment and is not to be seen yet, which is asked for again.
    /// </summary>
    /// <param name="receipts">Where the answers go.</param>
    /// <param name="places">By arrival: its place among the receipts.</param>
    /// <param name="known">See above.</param>
    /// <param name="stand">The deliveries that go in order, as they stand now.</param>
    /// <returns>The arrivals to ask for again.</returns>
    public List<int> Answer(Receipt[] receipts, int[] places, IReadOnlyDictionary<Guid, Guid?> known, ILookup<EventId, Delivery> stand)
    {
        var open = new List<int>();
        for (var i = 0; i < recordings.Count; i++)
        {
            var own = recordings[first[i]].Event.Id;
            if (!known.TryGetValue(own.Value.ToKey(), out var earlier))
            {
                var fresh = recordings[i].Event.Id == own;
                receipts[places[i]] = new Receipt(own, Duplicate: !fresh) { Ordered = fresh && stand.Contains(own) ? [.. stand[own]] : null };
            }
            else if (earlier is { } key)
            {
                var id = new EventId(key.ToId());
                receipts[places[i]] = new Receipt(id, Duplicate: recordings[i].Event.Id != id);
            }
            else
            {
                open.Add(i);
            }
        }

        return open;
    }

    /// <summary>True for a place whose event this commit recorded, or an earlier try of it.</summary>
    public bool IsFresh(int place, IReadOnlyDictionary<Guid, Guid?> known)
    {
        var own = recordings[place].Event.Id.Value.ToKey();
        return first[place] == place && (!known.TryGetValue(own, out var earlier) || earlier == own);
    }

    private static IEnumerable<string> Named(IReadOnlyList<Storage.Recording> recordings)
    {
        for (var i = 0; i < recordings.Count; i++)
        {
            yield return recordings[i].Event.Source;
            for (var d = 0; d < recordings[i].Deliveries.Count; d++)
            {
                yield return recordings[i].Deliveries[d].Destination;
            }
        }
    }

    private static int Compare(int sourceA, Guid hashA, int a, int sourceB, Guid hashB, int b)
    {
        var bySource = sourceA.CompareTo(sourceB);
        var byHash = bySource != 0 ? bySource : hashA.CompareTo(hashB);
        return byHash != 0 ? byHash : a.CompareTo(b);
    }

    private (int[] Again, long[] At) CountRepeated()
    {
        var counts = new int[order.Length];
        var at = new long[order.Length];
        if (order.Length == recordings.Count)
        {
            return (counts, at);
        }

        var place = order.Index().ToDictionary(one => one.Item, one => one.Index);
        for (var i = 0; i < recordings.Count; i++)
        {
            // The very same arrival twice is one arrival.
            if (first[i] != i && recordings[i].Event.Id != recordings[first[i]].Event.Id)
            {
                counts[place[first[i]]]++;
                at[place[first[i]]] = Math.Max(at[place[first[i]]], recordings[i].Event.ReceivedAt.UtcTicks);
            }
        }

        return (counts, at);
    }

    private void AddEvents(NpgsqlParameterCollection values)
    {
        var headers = new ReadOnlyMemory<byte>[order.Length];
        var scratch = new ArrayBufferWriter<byte>(1_024);
        for (var n = 0; n < order.Length; n++)
        {
            TextList.Write(scratch, Of(n).Headers);
            headers[n] = scratch.WrittenSpan.ToArray();
        }

        values.Longs(Array.ConvertAll(order, i => recordings[i].Event.OccurredAt.ToTicks()))
            .Longs(Array.ConvertAll(order, i => recordings[i].Event.Key is { } key ? Hashes.Short(key) : (long?)null))
            .Texts(Array.ConvertAll(order, i => recordings[i].Event.IdempotencyId.ToColumn()))
            .Texts(Array.ConvertAll(order, i => recordings[i].Event.Key.ToColumn()))
            .Texts(Array.ConvertAll(order, i => recordings[i].Event.Version.ToColumn()))
            .Texts(Array.ConvertAll(order, i => recordings[i].Event.TraceParent.ToColumn()))
            .Blobs(headers)
            .Blobs(Array.ConvertAll(order, i => recordings[i].Event.Body));
    }

    private Event Of(int n) => recordings[order[n]].Event;
}
