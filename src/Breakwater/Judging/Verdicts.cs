using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>The entities of a transaction, locked or not: where verdicts read and what they change.</summary>
public interface IEntityRows
{
    /// <summary>An entity as it is after what was kept so far, with what waits in it; null where it is new.</summary>
    (Entity? Entity, IReadOnlyList<EntityEvent> Early) Find(string type, string key);

    /// <summary>Keeps what became of one.</summary>
    void Keep(EntityChange change);
}

/// <summary>What one event means: for the entity that it says something of, for its names, and for what waited for them.</summary>
public static class Verdicts
{
    /// <summary>Judges what an event says, and keeps it.</summary>
    /// <returns>The deliveries that are made.</returns>
    public static IReadOnlyList<Delivery> Judge(IEntityRows rows, Claim claim, Event evt)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(evt);
        if (claim.Link is { } link)
        {
            var (name, early) = rows.Find(Links.TypeOf(claim.Rules.Type), link.Value);
            if (name?.State is not { } key)
            {
                rows.Keep(Links.Wait(name, early.Count, claim, evt));
                return [];
            }

            claim = claim.Of(key);
        }

        var made = new List<Delivery>();
        var (entity, waiting) = rows.Find(claim.Rules.Type, claim.Key);
        Keep(rows, Advance.Take(entity, waiting, claim, evt), made);
        foreach (var learned in claim.Learn)
        {
            LetGo(rows, claim, learned, evt.ReceivedAt, made);
        }

        return made;
    }

    private static void LetGo(IEntityRows rows, Claim claim, EntityLink learned, DateTimeOffset now, List<Delivery> made)
    {
        var (name, found) = rows.Find(Links.TypeOf(claim.Rules.Type), learned.Value);
        EntityEvent[] waited = [.. found.OrderBy(evt => evt.Number)];
        if (Links.Learn(name, waited, claim.Rules, learned, claim.Key, now) is { } change)
        {
            rows.Keep(change);
        }

        foreach (var evt in waited)
        {
            var (entity, waiting) = rows.Find(claim.Rules.Type, claim.Key);
            Keep(rows, Advance.Take(entity, waiting, claim, evt, now), made);
        }
    }

    private static void Keep(IEntityRows rows, EntityChange change, List<Delivery> made)
    {
        rows.Keep(change);
        made.AddRange(change.Deliveries);
    }
}
