using Breakwater.Model;

namespace Breakwater.Routing;

/// <summary>Where an event goes: each destination once, in the order of the routes.</summary>
/// <param name="Destinations">The names.</param>
internal sealed record Plan(IReadOnlyList<string> Destinations)
{
    /// <summary>Nowhere.</summary>
    public static Plan Nowhere { get; } = new([]);

    /// <summary>The deliveries that it makes of an event, due at once, in one shard.</summary>
    internal IReadOnlyList<Delivery> Deliveries(EventId evt, IdSource ids, DateTimeOffset now, int shard, ReplayId? replay = null)
    {
        if (Destinations.Count == 0)
        {
            return [];
        }

        var deliveries = new Delivery[Destinations.Count];
        for (var index = 0; index < deliveries.Length; index++)
        {
            deliveries[index] = new Delivery
            {
                Id = new DeliveryId(ids.Next()),
                EventId = evt,
                Destination = Destinations[index],
                NextAttemptAt = now,
                Since = now,
                Shard = shard,
                Replay = replay,
            };
        }

        return deliveries;
    }
}

/// <summary>Whether one route matched an event, and if not, why.</summary>
/// <param name="Route">The number of the route in the configuration, from 0.</param>
/// <param name="Matched">True when it matched.</param>
/// <param name="Reason">In words: what matched, or the first thing that did not.</param>
/// <param name="To">The destinations of the route.</param>
internal sealed record RouteVerdict(int Route, bool Matched, string Reason, IReadOnlyList<string> To);
