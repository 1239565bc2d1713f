using System.Runtime.InteropServices;
using Breakwater.Model;
using Breakwater.Sqlite.Native;

namespace Breakwater.Sqlite.Writing;

/// <summary>By how much counters change in this transaction: written once at its end, not once a row.</summary>
internal sealed class Counters
{
    private readonly Dictionary<(long Destination, DeliveryState State), long> deliveries = [];
    private readonly Dictionary<long, SourceChange> sources = [];

    public void Delivery(long destination, DeliveryState state, int change) =>
        CollectionsMarshal.GetValueRefOrAddDefault(deliveries, (destination, state), out _) += change;

    public void Moved(long destination, DeliveryState from, DeliveryState to)
    {
        if (from != to)
        {
            Delivery(destination, from, -1);
            Delivery(destination, to, 1);
        }
    }

    public void Source(long source, long events, long duplicates, long lastTicks = 0)
    {
        ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(sources, source, out _);
        change = new SourceChange(change.Events + events, change.Duplicates + duplicates, Math.Max(change.LastTicks, lastTicks));
    }

    public void Clear()
    {
        deliveries.Clear();
        sources.Clear();
    }

    public void Flush(Connection connection)
    {
        foreach (var ((destination, state), change) in deliveries)
        {
            if (change != 0)
            {
                connection.Query(
                    "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT (destination, state) DO UPDATE SET count = count + excluded.count")
                    .Add(destination).Add((long)state).Add(change).Run();
            }
        }

        foreach (var (source, change) in sources)
        {
            connection.Query(
                "INSERT INTO sources VALUES (?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET events = events + excluded.events, "
                + "duplicates = duplicates + excluded.duplicates, last = max(last, excluded.last)")
                .Add(source).Add(change.Events).Add(change.Duplicates).Add(change.LastTicks).Run();
        }

        Clear();
    }

    private readonly record struct SourceChange(long Events, long Duplicates, long LastTicks);
}
