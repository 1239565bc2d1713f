using Breakwater.Model;
using Breakwater.Sqlite.Native;

namespace Breakwater.Sqlite.Reading;

/// <summary>
/// How many events fit a filter: what a dry run answers. Sources, types and times are counted in an index, a state in the index of
/// deliveries; other filters look at each candidate.
/// </summary>
internal static class EventCount
{
    private const long DeliveriesGathered = 2_000_000;

    private static readonly IdSpan All = new(0, long.MaxValue, NewestFirst: true);

    public static long CountEvents(this Connection connection, EventFilter filter)
    {
        if (filter == new EventFilter())
        {
            return connection.Scalar("SELECT coalesce(sum(events), 0) FROM sources") ?? 0;
        }

        if (filter == new EventFilter { Source = filter.Source, Type = filter.Type, From = filter.From, To = filter.To })
        {
            return connection.CountKinds(filter);
        }

        return filter == new EventFilter { State = filter.State, Destination = filter.Destination }
            ? connection.CountDelivered(filter)
            : connection.CountOneByOne(filter, All);
    }

    /// <summary>Counts what lies in the time for sure, and looks at the edges, where an arrival may be a little off its id.</summary>
    private static long CountKinds(this Connection connection, EventFilter filter)
    {
        var outer = All.Received(connection, filter.From, filter.To);
        var inner = outer.SurelyReceived(connection, filter.From, filter.To);
        if (inner.IsEmpty)
        {
            return connection.CountOneByOne(filter, outer);
        }

        return Kinds.Find(connection, filter.Source, filter.Type).Sum(kind => connection.CountKind(kind, inner))
            + connection.CountOneByOne(filter, outer with { Last = inner.First - 1 })
            + connection.CountOneByOne(filter, outer with { First = inner.Last < long.MaxValue ? inner.Last + 1 : long.MaxValue });
    }

    private static long CountKind(this Connection connection, long kind, IdSpan span)
    {
        using var row = connection.Query("SELECT count(*) FROM events WHERE kind = ? AND id BETWEEN ? AND ?")
            .Add(kind).Add(span.First).Add(span.Last);
        return row.Read() ? row.Long(0) : 0;
    }

    private static long CountDelivered(this Connection connection, EventFilter filter)
    {
        var ranges = DeliveryRange.Find(connection, filter.Destination, filter.State);
        if (ranges.Sum(range => range.Count) > DeliveriesGathered)
        {
            return connection.CountOneByOne(filter, All);
        }

        var events = ranges.SelectMany(range => range.Events(connection)).ToArray();
        Array.Sort(events);
        return events.Where((id, n) => n == 0 || events[n - 1] != id).LongCount();
    }

    private static long CountOneByOne(this Connection connection, EventFilter filter, IdSpan span)
    {
        if (span.IsEmpty)
        {
            return 0;
        }

        var query = new EventQuery(connection, filter, span);
        return query.Candidates().LongCount(id => query.Look(id).Fits);
    }
}
