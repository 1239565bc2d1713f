using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>Asks that waiting deliveries of one destination become due earlier, the soonest of them first.</summary>
public sealed record Forwarding
{
    /// <summary>The destination.</summary>
    public required string Destination { get; init; }

    /// <summary>Only what is in these shards: those that this node works on. A store of one node need not look.</summary>
    public ShardSet Shards { get; init; } = ShardSet.All;

    /// <summary>Only what is due after this.</summary>
    public required DueMark After { get; init; }

    /// <summary>True for the first part: what has been tried and waits behind others of its key goes with it, since it is not due itself.</summary>
    public bool IsFirst => After.Id == default;

    /// <summary>By how much.</summary>
    public required TimeSpan By { get; init; }

    /// <summary>But to no earlier moment than this.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>At most so many in one call.</summary>
    public required int Limit { get; init; }
}

/// <summary>A place in the order of what waits: when it is due, then its id.</summary>
/// <param name="Due">When it is due.</param>
/// <param name="Id">The delivery; none comes before all that are due at that moment.</param>
public readonly record struct DueMark(DateTimeOffset Due, DeliveryId Id);
