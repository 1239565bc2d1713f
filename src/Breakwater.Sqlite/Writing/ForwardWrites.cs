using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Writing;

/// <summary>Makes what waits due earlier. It walks upwards along the index of due times and moves downwards, so it meets nothing twice.</summary>
internal static class ForwardWrites
{
    public static List<DueMark> Find(Connection connection, Forwarding forwarding)
    {
        var found = new List<DueMark>();
        using var row = connection.Query(
            "SELECT d.id, d.low, d.due FROM deliveries d INDEXED BY deliveries_due "
            + "WHERE d.destination = (SELECT id FROM names WHERE text = ?) AND d.state = 0 AND (d.due, d.id) > (?, ?) ORDER BY d.due, d.id LIMIT ?")
            .Add(forwarding.Destination).Add(forwarding.After.Due.ToTicks()).Add(forwarding.After.Id.Value.High).Add((long)forwarding.Limit);
        while (row.Read())
        {
            found.Add(new DueMark(Moments.FromTicks(row.Long(2)), new DeliveryId(new SortableId(row.Long(0), row.Long(1)))));
        }

        return found;
    }

    /// <summary>Moves those that are still as they were found.</summary>
    public static int BringForward(this WriteSession session, IReadOnlyList<DueMark> found, Forwarding forwarding)
    {
        var least = forwarding.NotBefore.ToTicks();
        foreach (var (due, id) in found)
        {
            session.Connection.Query("UPDATE deliveries SET due = ? WHERE id = ? AND state = 0 AND due = ?")
                .Add(Math.Max(due.ToTicks() - forwarding.By.Ticks, least)).Add(id.Value.High).Add(due.ToTicks()).Run();
        }

        if (forwarding.IsFirst)
        {
            session.Connection.Query(
                "UPDATE deliveries INDEXED BY deliveries_rest SET rest = max(rest - ?, ?) "
                + "WHERE destination = (SELECT id FROM names WHERE text = ?) AND rest > ? AND rest IS NOT NULL")
                .Add(forwarding.By.Ticks).Add(least).Add(forwarding.Destination).Add(forwarding.After.Due.ToTicks()).Run();
        }

        return found.Count;
    }
}
