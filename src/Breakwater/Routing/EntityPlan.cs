using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Routing;

/// <summary>What becomes of an event that says something of entities: its claims carry the deliveries that are made once it is applied.</summary>
internal static class EntityPlan
{
    /// <summary>The claims, and what is left of the plan: where an entity's order leads, no other route does.</summary>
    public static (Plan Plan, IReadOnlyList<Claim> Claims) Divide(Plan plan, Event evt, IReadOnlyList<Statement> said, IdSource ids)
    {
        if (said.Count == 0)
        {
            return (plan, []);
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        var claims = said.Select(one => new Claim
        {
            Rules = one.Rules,
            Key = one.Key,
            State = one.State,
            Version = one.Version,
            NewId = ids.Next(),
            Deliveries =
            [
                .. plan.Entities.Where(stop => stop.Type == one.Rules.Type && taken.Add(stop.Destination)).Select(stop => Delivery(stop, evt, one.Key, ids)),
            ],
        }).ToList();
        return (taken.Count == 0 ? plan : new Plan([.. plan.Stops.Where(stop => !taken.Contains(stop.Destination))]), claims);
    }

    private static Delivery Delivery(EntityStop stop, Event evt, string key, IdSource ids) => new()
    {
        Id = new DeliveryId(ids.Next()),
        EventId = evt.Id,
        Destination = stop.Destination,
        Since = evt.ReceivedAt,
        Shard = Shards.Of(stop.Destination, EntityDelivery.KeyOf(stop.Type, key)),
        Turn = EntityDelivery.TurnOf(stop.Type, key, stop.OnDead),
    };
}
