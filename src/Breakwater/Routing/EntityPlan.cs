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
            Key = one.Key ?? "",
            Link = one.Link is null ? null : new EntityLink(one.Link, ids.Next()),
            Learn = [.. one.Learn.Select(name => new EntityLink(name, ids.Next()))],
            State = one.State,
            Version = one.Version,
            NewId = ids.Next(),
            Deliveries =
            [
                .. plan.Entities.Where(stop => stop.Type == one.Rules.Type && taken.Add(stop.Destination)).Select(stop => Delivery(stop, evt, one.Key ?? "", ids)),
            ],
        }).ToList();
        return (taken.Count == 0 ? plan : new Plan([.. plan.Stops.Where(stop => !taken.Contains(stop.Destination))]), claims);
    }

    /// <summary>
    /// The deliveries of an event that is sent again. To a destination that sees what an entity applied it goes in its place among that: where
    /// it was not applied, and where the destination has newer state, it is not sent unless it is forced.
    /// </summary>
    /// <param name="plan">Where it goes.</param>
    /// <param name="evt">The event.</param>
    /// <param name="places">What it said of entities.</param>
    /// <param name="again">What the deliveries are made of.</param>
    public static IReadOnlyList<Delivery> Again(Plan plan, Event evt, IEnumerable<EntityPlace> places, Again again)
    {
        var ordered = new List<Delivery>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in places)
        {
            foreach (var stop in plan.Entities.Where(stop => stop.Type == place.Type && taken.Add(stop.Destination)))
            {
                if (place.Turn is not null || again.Forced)
                {
                    ordered.Add(Delivery(stop, evt, place, again));
                }
            }
        }

        var rest = taken.Count == 0 ? plan : new Plan([.. plan.Stops.Where(stop => !taken.Contains(stop.Destination))]);
        var plain = rest.Deliveries(evt, again.Ids, again.Now, again.Shard, again.Replay, again.Forced);
        return ordered.Count == 0 ? plain : [.. plain, .. ordered];
    }

    private static Delivery Delivery(EntityStop stop, Event evt, EntityPlace place, Again again)
    {
        var delivery = Delivery(stop, evt, place.Key, again.Ids);
        return delivery with
        {
            NextAttemptAt = again.Now,
            Since = again.Now,
            Replay = again.Replay,
            Turn = delivery.Turn! with { Rank = place.Turn is { } turn ? EntityDelivery.RankOf(turn) : null, Forced = again.Forced },
        };
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

/// <summary>What the deliveries of a replay are made of.</summary>
/// <param name="Ids">Where their ids come from.</param>
/// <param name="Now">The moment.</param>
/// <param name="Shard">The shard of those without order.</param>
/// <param name="Replay">The bulk replay, if it is one.</param>
/// <param name="Forced">True to send what is older than a destination has.</param>
internal readonly record struct Again(IdSource Ids, DateTimeOffset Now, int Shard, ReplayId? Replay, bool Forced);
