using Breakwater.Model;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;

namespace Breakwater.PostgreSql.Reading;

/// <summary>Which ids, both ends included; and in which order they are wanted.</summary>
internal readonly record struct IdSpan(SortableId First, SortableId Last, bool NewestFirst)
{
    public static readonly SortableId Least = new(0, 0);

    public static readonly SortableId Greatest = new(long.MaxValue, -1);

    public static IdSpan OfPage(PageRequest page) => new(Least, page.After is { } after ? Before(after) : Greatest, NewestFirst: true);

    public static IdSpan After(SortableId? id) => new(id is { } after ? Behind(after) : Least, Greatest, NewestFirst: false);

    /// <summary>What came after one id, where there is one, and before another; the oldest first.</summary>
    public static IdSpan Between(SortableId? after, SortableId before) =>
        new(after is { } id ? Behind(id) : Least, Before(before), NewestFirst: false);

    public string Order => NewestFirst ? "DESC" : "ASC";

    public bool IsEmpty => First.CompareTo(Last) > 0;

    /// <summary>What is left behind an id, in this order.</summary>
    public IdSpan Rest(SortableId id) => NewestFirst ? this with { Last = Before(id) } : this with { First = Behind(id) };

    /// <summary>Narrows to ids of a range.</summary>
    public IdSpan Within(SortableId first, SortableId last) => this with { First = Later(First, first), Last = Earlier(Last, last) };

    /// <summary>
    /// Narrows to events that can have been received in a time: ids and arrivals are apart by no more than the store has ever seen.
    /// </summary>
    public IdSpan Received((long Least, long Greatest) skew, DateTimeOffset? from, DateTimeOffset? to) => Within(
        from is { } start ? new SortableId(Moments.FirstId(start, skew.Least - 1), 0) : First,
        to is { } end ? new SortableId(Moments.FirstId(end, skew.Greatest + 1), -1) : Last);

    /// <summary>Narrows to ids that were made in a time.</summary>
    public IdSpan Made(DateTimeOffset? from, DateTimeOffset? to) => Within(
        from is { } start ? new SortableId(Moments.FirstId(start), 0) : First,
        to is { } end ? Before(new SortableId(Moments.FirstId(end), 0)) : Last);

    private static SortableId Before(SortableId id) => id.Low != 0 ? id with { Low = id.Low - 1 } : new SortableId(id.High - 1, -1);

    private static SortableId Behind(SortableId id) => id.Low != -1 ? id with { Low = id.Low + 1 } : new SortableId(id.High + 1, 0);

    private static SortableId Later(SortableId a, SortableId b) => a.CompareTo(b) > 0 ? a : b;

    private static SortableId Earlier(SortableId a, SortableId b) => a.CompareTo(b) < 0 ? a : b;
}
