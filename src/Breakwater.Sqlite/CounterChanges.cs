using Breakwater.Model;

namespace Breakwater.Sqlite;

/// <summary>How the counters change in one transaction: gathered in memory, written once before the commit.</summary>
internal sealed class CounterChanges
{
    private readonly Dictionary<(long Destination, DeliveryState State), long> deliveries = [];
    private readonly Dictionary<long, SourceChange> sources = [];

    public void Delivery(long destination, DeliveryState state, int by)
    {
        deliveries.TryGetValue((destination, state), out var sum);
        deliveries[(destination, state)] = sum + by;
    }

    public void Event(long source, int by, DateTimeOffset? at)
    {
        var change = sources.GetValueOrDefault(source);
        sources[source] = change with { Events = change.Events + by, LastAt = Math.Max(change.LastAt, at?.UtcTicks ?? 0) };
    }

    public void Duplicates(long source, long by)
    {
        var change = sources.GetValueOrDefault(source);
        sources[source] = change with { Duplicates = change.Duplicates + by };
    }

    public void Write(Connection connection)
    {
        foreach (var ((destination, state), by) in deliveries)
        {
            if (by != 0)
            {
                connection.Prepare("""
                    INSERT INTO delivery_counts VALUES (?1, ?2, ?3)
                    ON CONFLICT DO UPDATE SET count = count + excluded.count
                    """).Bind(1, destination).Bind(2, (long)state).Bind(3, by).Run();
            }
        }

        foreach (var (source, change) in sources)
        {
            connection.Prepare("""
                INSERT INTO source_counts VALUES (?1, ?2, ?3, nullif(?4, 0))
                ON CONFLICT DO UPDATE SET events = events + excluded.events, duplicates = duplicates + excluded.duplicates,
                  last_at = nullif(max(coalesce(last_at, 0), coalesce(excluded.last_at, 0)), 0)
                """).Bind(1, source).Bind(2, change.Events).Bind(3, change.Duplicates).Bind(4, change.LastAt).Run();
        }

        Clear();
    }

    public void Clear()
    {
        deliveries.Clear();
        sources.Clear();
    }

    private readonly record struct SourceChange(long Events, long Duplicates, long LastAt);
}
