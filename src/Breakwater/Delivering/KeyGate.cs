using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>
/// Lets of each key that goes in order one delivery through at a time; others wait outside until it has left. The store gives the turn to one
/// alone, so hardly ever anybody waits here. For one destination; its line has the lock.
/// </summary>
internal sealed class KeyGate
{
    private readonly Dictionary<long, List<DueDelivery>?> inside = [];

    /// <summary>True when it may go on; false when it waits here for the one of its key that is under way.</summary>
    public bool TryEnter(DueDelivery due)
    {
        if (due.Delivery.Turn is not { } turn || inside.TryAdd(turn.Line, null))
        {
            return true;
        }

        (inside[turn.Line] ??= []).Add(due);
        return false;
    }

    /// <summary>It is no longer under way.</summary>
    /// <returns>Those that waited for it: they stand in line again.</returns>
    public IReadOnlyList<DueDelivery> Leave(DueDelivery due) =>
        due.Delivery.Turn is { } turn && inside.Remove(turn.Line, out var outside) && outside is not null ? outside : [];

    /// <summary>All that wait outside, and wait no more.</summary>
    public List<DueDelivery> Empty()
    {
        List<DueDelivery> all = [.. inside.Values.SelectMany(outside => outside ?? [])];
        if (all.Count > 0)
        {
            foreach (var line in inside.Keys.ToList())
            {
                inside[line] = null;
            }
        }

        return all;
    }
}
