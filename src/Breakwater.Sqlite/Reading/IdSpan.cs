using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;

namespace Breakwater.Sqlite.Reading;

/// <summary>Which ids, by their high halves, both ends included; and in which order they are wanted.</summary>
internal readonly record struct IdSpan(long First, long Last, bool NewestFirst)
{
    public static IdSpan OfPage(PageRequest page) => new(0, page.After is { } after ? after.High - 1 : long.MaxValue, NewestFirst: true);

    public string Order => NewestFirst ? "DESC" : "ASC";

    public bool IsEmpty => First > Last;

    public bool Contains(long id) => id >= First && id <= Last;

    /// <summary>What is left behind an id, in this order.</summary>
    public IdSpan Behind(long id) => NewestFirst ? this with { Last = id - 1 } : this with { First = id + 1 };

    /// <summary>
    /// Narrows to events that can have been received in a time: ids and arrivals are apart by no more than the store has ever seen.
    /// </summary>
    public IdSpan Received(Connection connection, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is null && to is null)
        {
            return this;
        }

        var (least, greatest) = Skew(connection);
        return this with
        {
            First = from is { } start ? Math.Max(First, Moments.FirstId(start, least - 1)) : First,
            Last = to is { } end ? Math.Min(Last, Moments.FirstId(end, greatest + 1)) : Last,
        };
    }

    /// <summary>Narrows to events that were received in a time for sure, whatever lies between their id and their arrival.</summary>
    public IdSpan SurelyReceived(Connection connection, DateTimeOffset? from, DateTimeOffset? to)
    {
        var (least, greatest) = Skew(connection);
        return this with
        {
            First = from is { } start ? Math.Max(First, Moments.FirstId(start, greatest)) : First,
            Last = to is { } end ? Math.Min(Last, Moments.FirstId(end, least - 1) - 1) : Last,
        };
    }

    /// <summary>Narrows to ids that were made in a time.</summary>
    public IdSpan Made(DateTimeOffset? from, DateTimeOffset? to) => this with
    {
        First = from is { } start ? Math.Max(First, Moments.FirstId(start)) : First,
        Last = to is { } end ? Math.Min(Last, Moments.FirstId(end) - 1) : Last,
    };

    private static (long Least, long Greatest) Skew(Connection connection)
    {
        using var row = connection.Query("SELECT least, greatest FROM skew");
        return row.Read() ? (row.Long(0), row.Long(1)) : (0, 0);
    }
}
