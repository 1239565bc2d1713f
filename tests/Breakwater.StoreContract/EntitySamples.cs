using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;

namespace Breakwater.StoreContract;

/// <summary>Makes events that say something of orders: created, paid or cancelled, shipped or refunded, delivered.</summary>
/// <param name="samples">Makes the events.</param>
public sealed class EntitySamples(Samples samples)
{
    /// <summary>Orders: what waits too long is flagged.</summary>
    public static EntityRules Orders { get; } = Rules("order", EntityTimeout.Flag);

    /// <summary>Parcels, which are as orders: what waits too long is applied.</summary>
    public static EntityRules Parcels { get; } = Rules("parcel", EntityTimeout.Apply);

    /// <summary>The rules of both, by name.</summary>
    public static IReadOnlyDictionary<string, EntityRules> All { get; } =
        new Dictionary<string, EntityRules> { [Orders.Type] = Orders, [Parcels.Type] = Parcels };

    /// <summary>An event that says that an order is in a state; once that is applied it goes to destinations.</summary>
    public Storage.Recording Say(string id, string state, string key = "42", string? version = null, IReadOnlyList<string>? to = null, EntityRules? rules = null)
    {
        var evt = samples.Event(id);
        return new Storage.Recording(evt, []) { Claims = [Claim(evt, rules ?? Orders, state, key, version, to)] };
    }

    /// <summary>What an event says.</summary>
    public Claim Claim(Event evt, EntityRules rules, string state, string key = "42", string? version = null, IReadOnlyList<string>? to = null)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new Claim
        {
            Rules = rules,
            Key = key,
            State = state,
            Version = version,
            Deliveries =
            [
                .. (to ?? ["crm"]).Select(destination => samples.Delivery(evt, destination) with { Turn = EntityDelivery.TurnOf(rules.Type, key, OnDead.Hold) }),
            ],
            NewId = samples.NextId(),
        };
    }

    private static EntityRules Rules(string type, EntityTimeout onTimeout) => new(new EntitySettings
    {
        Name = type,
        Initial = "created",
        Transitions = new Dictionary<string, IReadOnlyList<string>>
        {
            ["created"] = ["paid", "cancelled"],
            ["paid"] = ["shipped", "refunded"],
            ["shipped"] = ["delivered"],
        }.ToFrozenDictionary(),
        OnTimeout = onTimeout,
        Events = [new EntityEventSettings { From = ["shop"], State = "created" }],
    });
}
