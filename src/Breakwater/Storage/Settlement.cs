using Breakwater.Model;

namespace Breakwater.Storage;

/// <summary>
/// What one attempt came to, to be committed. It changes the delivery only while that is still waiting and its attempts are
/// those that the sender knew; otherwise (a person cancelled it meanwhile) only the attempt is kept.
/// </summary>
public sealed record Settlement
{
    /// <summary>The attempt.</summary>
    public required Attempt Attempt { get; init; }

    /// <summary>The delivery's new state.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>When it is tried again; null when terminal.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>
    /// An event that tells of this end, with its deliveries: recorded in the same transaction when the settlement changes the delivery, and
    /// not at all when it does not. Its identity is new.
    /// </summary>
    public Recording? Reply { get; init; }

    /// <summary>When it was settled.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The epoch under which this node held the delivery's shard when the attempt began; means nothing in a store of one node.</summary>
    public long Epoch { get; init; }

    /// <summary>True for a delivery that has a <see cref="Turn"/>: the same commit gives the turn to the next of its key.</summary>
    public bool Ordered { get; init; }

    /// <summary>What is not known of the delivery afterwards. One that a person decides about has no next attempt.</summary>
    public Ambiguity Ambiguity { get; init; }

    /// <summary>True for an attempt that uses up none: only the platform was asked whether an earlier one took effect.</summary>
    public bool Uncounted { get; init; }

    /// <summary>What takes the destination's place from now on; null leaves what is known.</summary>
    public Fallback? Fallback { get; init; }

    /// <summary>The delivery that stands in: added in the same transaction when the settlement changes the delivery, and not at all when it does not.</summary>
    public Delivery? StandIn { get; init; }

    /// <summary>The request of a call of which this is the last good answer; null where nobody will ask for it.</summary>
    public Guid? GoodAnswer { get; init; }
}

/// <summary>
/// A note that an attempt has begun and not ended within one commit: after a crash it is shown as interrupted
/// and the next one has a higher number.
/// </summary>
/// <param name="DeliveryId">The delivery.</param>
/// <param name="Number">The attempt.</param>
/// <param name="StartedAt">When it began.</param>
public readonly record struct AttemptStart(DeliveryId DeliveryId, int Number, DateTimeOffset StartedAt)
{
    /// <summary>The node that makes it: shown with the attempt should it be interrupted.</summary>
    public string? Node { get; init; }

    /// <summary>As <see cref="Settlement.Epoch"/>.</summary>
    public long Epoch { get; init; }
}
