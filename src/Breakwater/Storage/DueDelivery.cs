using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>A delivery with the event that it delivers: what a sender needs.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Event">Its event, with headers and body.</param>
public sealed record DueDelivery(Delivery Delivery, Event Event);

/// <summary>Asks for the waiting deliveries of one destination whose time has come.</summary>
public sealed record DueRequest
{
    /// <summary>The destination.</summary>
    public required string Destination { get; init; }

    /// <summary>Due at or before this moment.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>At most so many.</summary>
    public required int Limit { get; init; }

    /// <summary>At most about so many bytes of bodies; the first delivery is given however large it is.</summary>
    public required long LimitBytes { get; init; }

    /// <summary>Deliveries that are in memory already, and left out.</summary>
    public required IReadOnlySet<DeliveryId> Held { get; init; }

    /// <summary>Of these shards only. Means nothing in a store of one node.</summary>
    public ShardSet Shards { get; init; } = ShardSet.All;
}

/// <summary>The deliveries that are due, the longest due first.</summary>
/// <param name="Items">The deliveries.</param>
/// <param name="More">True when more are due than were given.</param>
/// <param name="NextAt">When the next one becomes due that is neither given nor held; null when none waits.</param>
public sealed record DueBatch(IReadOnlyList<DueDelivery> Items, bool More, DateTimeOffset? NextAt);
