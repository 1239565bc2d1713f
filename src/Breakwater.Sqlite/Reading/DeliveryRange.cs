using Breakwater.Model;
using Breakwater.Sqlite.Native;

namespace Breakwater.Sqlite.Reading;

/// <summary>The deliveries of one destination in one state, as the counters know them: a range of one index.</summary>
internal readonly record struct DeliveryRange(long Destination, long State, long Count)
{
    /// <summary>The ranges that hold anything of a destination, of a state, or of both.</summary>
    public static List<DeliveryRange> Find(Connection connection, string? destination, DeliveryState? state)
    {
        var ranges = new List<DeliveryRange>();
        using var row = connection.Query(
            "SELECT c.destination, c.state, c.count FROM counts c JOIN names n ON n.id = c.destination "
            + "WHERE c.count > 0 AND (?1 IS NULL OR n.text = ?1) AND (?2 IS NULL OR c.state = ?2)")
            .Add(destination).Add((long?)state);
        while (row.Read())
        {
            ranges.Add(new DeliveryRange(row.Long(0), row.Long(1), row.Long(2)));
        }

        return ranges;
    }

    /// <summary>The events of its deliveries, in no order, and once for each delivery.</summary>
    public List<long> Events(Connection connection)
    {
        var ids = new List<long>((int)Math.Min(Count, 1_000_000));
        using var row = connection.Query("SELECT event FROM deliveries WHERE destination = ? AND state = ?").Add(Destination).Add(State);
        while (row.Read())
        {
            ids.Add(row.Long(0));
        }

        return ids;
    }

    /// <summary>Its newest delivery; an event is always older than its deliveries.</summary>
    public long Newest(Connection connection)
    {
        using var row = connection.Query("SELECT max(id) FROM deliveries WHERE destination = ? AND state = ?").Add(Destination).Add(State);
        return row.Read() ? row.Long(0) : 0;
    }
}
