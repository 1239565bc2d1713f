using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>
/// One step of an entity: an event comes, or time runs out. What is applied may free what waited behind it, which is applied in the same
/// step. Without I/O: stores call it between reading and writing, with the entity's row locked.
/// </summary>
public sealed class Advance
{
    private readonly EntityRules rules;
    private readonly DateTimeOffset now;
    private readonly List<EntityEvent> waiting;
    private readonly SortedDictionary<long, EntityEvent> changed = [];
    private readonly List<Delivery> deliveries = [];
    private Entity entity;

    private Advance(Entity entity, IReadOnlyList<EntityEvent> early, EntityRules rules, DateTimeOffset now)
    {
        this.entity = entity with { ChangedAt = now > entity.ChangedAt ? now : entity.ChangedAt };
        this.rules = rules;
        this.now = now;
        waiting = [.. early.OrderBy(evt => evt.Number)];
    }

    /// <summary>An event comes.</summary>
    /// <param name="known">The entity; null where it is new.</param>
    /// <param name="early">What waits in it.</param>
    /// <param name="claim">What the event says.</param>
    /// <param name="evt">The event.</param>
    public static EntityChange Take(Entity? known, IReadOnlyList<EntityEvent> early, Claim claim, Event evt)
    {
        ArgumentNullException.ThrowIfNull(early);
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(evt);
        var step = new Advance(known ?? New(claim, evt.ReceivedAt), early, claim.Rules, evt.ReceivedAt);
        step.Take(Links.Said(claim, evt));
        return step.Done();
    }

    private static Entity New(Claim claim, DateTimeOffset now) => new()
    {
        Id = claim.NewId,
        Type = claim.Rules.Type,
        Key = claim.Key,
        State = claim.Rules.Begin,
        ChangedAt = now,
    };

    /// <summary>An event comes that waited to be known whose it is.</summary>
    /// <param name="known">The entity; null where it is new.</param>
    /// <param name="early">What waits in it.</param>
    /// <param name="claim">What says whose it is: its key is the waiting one's, too.</param>
    /// <param name="waited">The event.</param>
    /// <param name="now">The moment.</param>
    public static EntityChange Take(Entity? known, IReadOnlyList<EntityEvent> early, Claim claim, EntityEvent waited, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(early);
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(waited);
        var step = new Advance(known ?? New(claim, now), early, claim.Rules, now);
        step.Take(waited with { Parked = [.. waited.Parked.Select(delivery => EntityDelivery.Of(delivery, claim.Rules.Type, claim.Key))], Flagged = false });
        return step.Done();
    }

    /// <summary>Time runs out: what has waited until now is flagged or applied, as its rules say.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="early">What waits in it.</param>
    /// <param name="rules">Its rules; null where the configuration has its kind no more, and then it is flagged.</param>
    /// <param name="now">The moment.</param>
    public static EntityChange TimeOut(Entity entity, IReadOnlyList<EntityEvent> early, EntityRules? rules, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(early);
        var step = new Advance(entity, early, rules!, now);
        while (step.Overdue(ofMany: rules?.Machine) is { } evt)
        {
            if (rules is { OnTimeout: EntityTimeout.Apply } && rules.Machine.Knows(evt.State))
            {
                step.ApplyOverdue(evt);
            }
            else
            {
                step.Flag(evt);
            }
        }

        return step.Done();
    }

    private void Take(EntityEvent evt)
    {
        var judgement = Judge.Of(entity, rules.Machine, evt.Source, evt.State, evt.Version);
        if (judgement.Verdict == EntityVerdict.Early && waiting.Count >= Limits.EntityEarly)
        {
            judgement = new(EntityVerdict.Conflict, $"{judgement.Why}, and {waiting.Count} others wait already");
        }

        entity = entity with { Judged = entity.Judged + 1 };
        Settle(judgement, evt with { Number = entity.Judged, Verdict = EntityVerdict.Early, Why = "" });
        Free();
    }

    /// <summary>Gives an event its verdict.</summary>
    private void Settle(Judgement judgement, EntityEvent evt)
    {
        var done = evt with { Verdict = judgement.Verdict, Why = judgement.Why, JudgedAt = now, Until = null, Flagged = false, Parked = [] };
        switch (judgement.Verdict)
        {
            case EntityVerdict.Applied:
                Apply(evt, done);
                break;
            case EntityVerdict.Early:
                var until = now + rules.Wait;
                changed[evt.Number] = done with { Until = until, Parked = evt.Parked };
                waiting.Add(changed[evt.Number]);
                break;
            default:
                changed[evt.Number] = done;
                entity = judgement.Verdict == EntityVerdict.Conflict ? entity with { Conflicts = entity.Conflicts + 1 } : entity;
                break;
        }
    }

    private void Apply(EntityEvent evt, EntityEvent done)
    {
        var turn = entity.Applied + 1;
        changed[evt.Number] = done with { Turn = turn };
        entity = entity with
        {
            State = evt.State,
            Version = evt.Version ?? entity.Version,
            Applied = turn,
            Marks = [.. entity.Marks.Where(mark => mark.Source != evt.Source || mark.State != evt.State), new EntityMark(evt.Source, evt.State, evt.Version)],
        };
        deliveries.AddRange(evt.Parked.Select(delivery => EntityDelivery.Due(delivery, now, turn)));
    }

    /// <summary>What waited is judged again, until nothing moves: the first that can be applied is, and with it others may.</summary>
    private void Free()
    {
        for (var moved = changed.Values.Any(evt => evt.Verdict == EntityVerdict.Applied); moved;)
        {
            moved = false;
            EntityEvent? next = null;
            foreach (var evt in waiting.ToList())
            {
                var judgement = Judge.Of(entity, rules.Machine, evt.Source, evt.State, evt.Version);
                if (judgement.Verdict == EntityVerdict.Applied)
                {
                    next = next is null || Judge.IsBefore(rules.Machine, evt, next) ? evt : next;
                }
                else if (judgement.Verdict != EntityVerdict.Early)
                {
                    waiting.Remove(evt);
                    Settle(judgement, evt);
                }
                else if (!evt.Flagged && evt.Why != judgement.Why)
                {
                    Replace(evt, evt with { Why = judgement.Why });
                }
            }

            if (next is not null)
            {
                waiting.Remove(next);
                var why = Judge.Of(entity, rules.Machine, next.Source, next.State, next.Version).Why;
                Settle(new(EntityVerdict.Applied, $"{why}; it came early and waited {Waited(next)}"), next);
                moved = true;
            }
        }
    }

    /// <summary>The first of those whose time is over.</summary>
    private EntityEvent? Overdue(StateMachine? ofMany)
    {
        EntityEvent? first = null;
        foreach (var evt in waiting.Where(evt => evt.Until <= now))
        {
            var comparable = first is not null && ofMany is not null && ofMany.Knows(evt.State) && ofMany.Knows(first.State);
            first = first is null || (comparable && Judge.IsBefore(ofMany!, evt, first)) ? evt : first;
        }

        return first;
    }

    private void ApplyOverdue(EntityEvent evt)
    {
        waiting.Remove(evt);
        Settle(new(EntityVerdict.Applied, $"applied after {Waited(evt)}: {Missed(evt)}"), evt);
        Free();
    }

    private void Flag(EntityEvent evt) => Replace(evt, evt with { Flagged = true, Until = null, JudgedAt = now, Why = $"waited {Waited(evt)}: {Missed(evt)}" });

    /// <summary>An early event's reason is what it waits for; what it waited for is the same in the past.</summary>
    private static string Missed(EntityEvent evt) => $"{evt.Why.Replace("waits for ", "", StringComparison.Ordinal)} did not come";

    private void Replace(EntityEvent evt, EntityEvent by)
    {
        waiting[waiting.IndexOf(evt)] = by;
        changed[by.Number] = by;
    }

    private string Waited(EntityEvent evt)
    {
        var waited = now - evt.At;
        return waited < TimeSpan.FromSeconds(1) ? "less than a second" : waited.ToString(waited.TotalDays >= 1 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", System.Globalization.CultureInfo.InvariantCulture);
    }

    private EntityChange Done() => new(
        entity with { Early = waiting.Count, Flagged = waiting.Count(evt => evt.Flagged) },
        [.. changed.Values],
        deliveries);
}
