using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Routing;

/// <summary>Where an event goes: each destination once, in the order of the routes.</summary>
/// <param name="Stops">The destinations, each with the order in which it sees the events of one key.</param>
internal sealed record Plan(IReadOnlyList<Stop> Stops)
{
    /// <summary>Nowhere.</summary>
    public static Plan Nowhere { get; } = new([]);

    /// <summary>Where it goes once an entity has applied it.</summary>
    public IReadOnlyList<EntityStop> Entities { get; init; } = [];

    /// <summary>The names of the destinations.</summary>
    public IEnumerable<string> Destinations =>
        Stops.Select(stop => stop.Destination).Concat(Entities.Select(stop => stop.Destination)).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The deliveries that it makes of an event, due at once: without order in the given shard, in order in that of key and destination.
    /// </summary>
    internal IReadOnlyList<Delivery> Deliveries(Event evt, IdSource ids, DateTimeOffset now, int shard, ReplayId? replay = null, bool forced = false)
    {
        if (Stops.Count == 0)
        {
            return [];
        }

        var deliveries = new Delivery[Stops.Count];
        for (var index = 0; index < deliveries.Length; index++)
        {
            var stop = Stops[index];
            var turn = stop.Order == DeliveryOrder.None ? null : Turn.Of(evt, stop.Order, stop.OnDead, forced);
            deliveries[index] = new Delivery
            {
                Id = new DeliveryId(ids.Next()),
                EventId = evt.Id,
                Destination = stop.Destination,
                NextAttemptAt = now,
                Since = now,
                Shard = turn is null ? shard : Shards.Of(stop.Destination, evt.Key!),
                Replay = replay,
                Turn = turn,
            };
        }

        return deliveries;
    }
}

/// <summary>A destination of a plan, and in what order it sees the events of one key.</summary>
/// <param name="Destination">The name.</param>
/// <param name="Order">The order.</param>
/// <param name="OnDead">What a dead letter does to the later ones.</param>
internal readonly record struct Stop(string Destination, DeliveryOrder Order = DeliveryOrder.None, OnDead OnDead = OnDead.Hold)
{
    /// <summary>Where several routes lead to one destination the stricter order counts: by key before the latest before none, hold before skip.</summary>
    public Stop Stricter(Stop other) =>
        Strictness(other.Order) == Strictness(Order) ? this with { OnDead = OnDead == OnDead.Hold ? OnDead : other.OnDead }
        : Strictness(other.Order) > Strictness(Order) ? other
        : this;

    private static int Strictness(DeliveryOrder order) => order switch
    {
        DeliveryOrder.Key => 2,
        DeliveryOrder.Latest => 1,
        _ => 0,
    };
}

/// <summary>A destination that sees what is applied to entities of one kind, in that order.</summary>
/// <param name="Type">The kind.</param>
/// <param name="Destination">The name.</param>
/// <param name="OnDead">What a dead letter does to the later events of its entity.</param>
internal readonly record struct EntityStop(string Type, string Destination, OnDead OnDead);

/// <summary>Whether one route matched an event, and if not, why.</summary>
/// <param name="Route">The number of the route in the configuration, from 0.</param>
/// <param name="Matched">True when it matched.</param>
/// <param name="Reason">In words: what matched, or the first thing that did not.</param>
/// <param name="To">The destinations of the route.</param>
internal sealed record RouteVerdict(int Route, bool Matched, string Reason, IReadOnlyList<string> To);
