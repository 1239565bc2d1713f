namespace Breakwater.Model;

/// <summary>
/// Makes ids from the clock and the chance it is given. Ids of one source only grow: a clock that stands still or jumps back
/// makes it count on from the last one, so that ids stay unique and ordered on a node. Safe for concurrent use.
/// </summary>
/// <param name="clock">Where the milliseconds come from.</param>
/// <param name="chance">Where the random half comes from; used under the lock of this source.</param>
internal sealed class IdSource(TimeProvider clock, Random chance)
{
    private readonly Lock gate = new();
    private long last;

    /// <summary>Makes sure that every further id is greater than the given one: called at start with the newest id of the store.</summary>
    public void StartAfter(long high)
    {
        lock (gate)
        {
            last = Math.Max(last, high);
        }
    }

    /// <summary>One new id.</summary>
    public SortableId Next()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds() << 16;
        lock (gate)
        {
            last = Math.Max(last + 1, now);
            return new SortableId(last, chance.NextInt64(long.MinValue, long.MaxValue));
        }
    }
}
