using Breakwater.Model;

namespace Breakwater.Delivering;

/// <summary>
/// Lets of each key that goes in order one delivery into memory, until its settlement is committed: what that commit makes of another one
/// (its turn, or old news) is in the store, and is fetched from there. The store gives the turn to one alone, so hardly ever anybody is turned
/// away. For one destination; its line has the lock.
/// </summary>
internal sealed class KeyGate
{
    private readonly Dictionary<long, bool> turnedAway = [];
    private readonly Dictionary<DeliveryId, long> inside = [];
    private readonly HashSet<long> leftDuringFetch = [];
    private bool fetching;

    /// <summary>True when it may come in; false when another one of its key is there.</summary>
    public bool TryEnter(Delivery delivery)
    {
        if (delivery.Turn is not { } turn)
        {
            return true;
        }

        if (!turnedAway.TryAdd(turn.Line, false))
        {
            turnedAway[turn.Line] = true;
            return false;
        }

        inside.Add(delivery.Id, turn.Line);
        return true;
    }

    /// <summary>It is in memory no more.</summary>
    /// <returns>True when another one of its key was turned away meanwhile.</returns>
    public bool Leave(DeliveryId id)
    {
        if (!inside.Remove(id, out var line))
        {
            return false;
        }

        if (fetching)
        {
            leftDuringFetch.Add(line);
        }

        return turnedAway.Remove(line, out var missed) && missed;
    }

    /// <summary>The store is asked now: what it answers of a key is true no more once that key's one has left.</summary>
    public void BeginFetch()
    {
        fetching = true;
        leftDuringFetch.Clear();
    }

    /// <summary>True when one of its key left since the store was asked.</summary>
    public bool IsOutdated(Delivery delivery) => delivery.Turn is { } turn && leftDuringFetch.Contains(turn.Line);

    /// <summary>What the store answered has been taken in.</summary>
    public void EndFetch()
    {
        fetching = false;
        leftDuringFetch.Clear();
    }
}
