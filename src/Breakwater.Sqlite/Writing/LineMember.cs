using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>A delivery as it stands in the line of its key: it waits, or it is dead and holds the others.</summary>
internal readonly record struct LineMember(long Id, DeliveryState State, int Bits, string Place, long? Due, long? Rest, long Event, bool Held = false)
{
    /// <summary>What is selected of <c>deliveries</c>.</summary>
    private const string Columns = "id, state, ordering, place, due, rest, event, doubt = 2";

    /// <summary>The condition of the index of lines, word by word.</summary>
    private const string InLine = "line IS NOT NULL AND (state = 0 OR (state = 2 AND (ordering & 2) = 0))";

    private const string Members = $"SELECT {Columns} FROM deliveries INDEXED BY deliveries_line WHERE destination = ? AND line = ? AND {InLine}";

    public bool IsWaiting => State == DeliveryState.Waiting;

    public bool IsLatest => (Bits & (Ordering.Latest | Ordering.Forced)) == Ordering.Latest;

    public bool IsForced => (Bits & Ordering.Forced) != 0;

    public string? Rank => (Bits & Ordering.Unversioned) != 0 ? null : Place;

    /// <summary>Who has the turn.</summary>
    public static LineMember? Running(Connection connection, LineKey key) => Read(connection.Query(
        $"SELECT {Columns} FROM deliveries INDEXED BY deliveries_turn WHERE destination = ? AND line = ? AND line IS NOT NULL "
        + "AND state = 0 AND due IS NOT NULL LIMIT 1").Add(key.Destination).Add(key.Line));

    /// <summary>Who comes first.</summary>
    public static LineMember? First(Connection connection, LineKey key) =>
        Read(connection.Query($"{Members} ORDER BY place, id LIMIT 1").Add(key.Destination).Add(key.Line));

    /// <summary>Who comes last.</summary>
    public static LineMember? Last(Connection connection, LineKey key) =>
        Read(connection.Query($"{Members} ORDER BY place DESC, id DESC LIMIT 1").Add(key.Destination).Add(key.Line));

    /// <summary>Who comes just before a place.</summary>
    public static LineMember? Before(Connection connection, LineKey key, string place, long id) => Read(connection.Query(
        $"{Members} AND (place, id) < (?, ?) ORDER BY place DESC, id DESC LIMIT 1").Add(key.Destination).Add(key.Line).Add(place).Add(id));

    /// <summary>Who waits after a place.</summary>
    public static LineMember? WaitingAfter(Connection connection, LineKey key, string place, long id) => Read(connection.Query(
        $"{Members} AND (place, id) > (?, ?) AND state = 0 ORDER BY place, id LIMIT 1").Add(key.Destination).Add(key.Line).Add(place).Add(id));

    private static LineMember? Read(Statement statement)
    {
        using (statement)
        {
            return statement.Read()
                ? new LineMember(
                    statement.Long(0), (DeliveryState)statement.Int(1), statement.Int(2), statement.Text(3),
                    statement.LongOrNull(4), statement.LongOrNull(5), statement.Long(6), statement.Int(7) != 0)
                : null;
        }
    }
}

/// <summary>One key at one destination.</summary>
internal readonly record struct LineKey(long Destination, long Line);
