using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;

namespace Breakwater.Tests.Judging;

/// <summary>One entity in memory: events come to it, time goes on, and its history is kept.</summary>
internal sealed class Life(EntityRules rules)
{
    private readonly SortedDictionary<long, EntityEvent> history = [];
    private long ids;

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; set; } = Start;

    public Entity? Entity { get; private set; }

    public string? State => Entity?.State;

    public IReadOnlyList<EntityEvent> History => [.. history.Values];

    public List<Delivery> Deliveries { get; } = [];

    /// <summary>The states that were applied, in that order.</summary>
    public IEnumerable<string> Applied => history.Values.Where(evt => evt.Turn is not null).OrderBy(evt => evt.Turn).Select(evt => evt.State);

    /// <summary>An order in a shop: created, paid or cancelled, shipped or refunded, delivered.</summary>
    public static Life OfOrder(EntityTimeout onTimeout = EntityTimeout.Flag) => new(Rules(
        "created", new() { ["created"] = ["paid", "cancelled"], ["paid"] = ["shipped", "refunded"], ["shipped"] = ["delivered"] }, onTimeout));

    public static EntityRules Rules(string initial, Dictionary<string, IReadOnlyList<string>> transitions, EntityTimeout onTimeout = EntityTimeout.Flag, bool brought = true) => new(new EntitySettings
    {
        Name = "order",
        Initial = initial,
        Transitions = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(transitions),
        OnTimeout = onTimeout,
        Events = brought ? [new EntityEventSettings { From = ["shop"], State = initial }] : [],
    });

    public EntityEvent Come(string state, string source = "shop", string? version = null)
    {
        var id = new SortableId(++ids, 0);
        var evt = Arranged.Event(state, source: source) with { Id = new EventId(id), ReceivedAt = Now };
        var delivery = new Delivery { Id = new DeliveryId(id), EventId = evt.Id, Destination = "crm", Since = Now };
        Keep(Advance.Take(Entity, Early(), new Claim { Rules = rules, Key = "42", State = state, Version = version, NewId = id, Deliveries = [delivery] }, evt));
        return history.Values.Single(one => one.EventId == evt.Id);
    }

    public void TimeOut(TimeSpan after, EntityRules? by = null)
    {
        Now += after;
        Keep(Advance.TimeOut(Entity!, Early(), by ?? rules, Now));
    }

    private List<EntityEvent> Early() => [.. history.Values.Where(evt => evt.Verdict == EntityVerdict.Early)];

    private void Keep(EntityChange change)
    {
        Entity = change.Entity;
        Deliveries.AddRange(change.Deliveries);
        foreach (var evt in change.Events)
        {
            history[evt.Number] = evt;
        }
    }
}
