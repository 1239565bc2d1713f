namespace Breakwater.Model;

/// <summary>Where a delivery stands. Only <see cref="Waiting"/> is not terminal.</summary>
public enum DeliveryState
{
    /// <summary>Owed: waiting for its turn, for a time, or under way.</summary>
    Waiting = 0,

    /// <summary>The destination answered with success.</summary>
    Delivered = 1,

    /// <summary>Given up, and kept with everything needed to bring it back.</summary>
    Dead = 2,

    /// <summary>Not sent, because the destination already has newer state.</summary>
    Stale = 3,

    /// <summary>Given up by a person.</summary>
    Cancelled = 4,
}

/// <summary>One event on its way to one destination.</summary>
public sealed record Delivery
{
    /// <summary>The id.</summary>
    public required DeliveryId Id { get; init; }

    /// <summary>The event that is delivered.</summary>
    public required EventId EventId { get; init; }

    /// <summary>The name of the destination.</summary>
    public required string Destination { get; init; }

    /// <summary>The part of the work that it belongs to, from 0: one node at a time sends what is in it. Always 0 in a store of one node.</summary>
    public int Shard { get; init; }

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; init; }

    /// <summary>When the next attempt may begin; null when terminal, while it waits for another one of its key, and while a person decides.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>How many attempts have begun and are known of.</summary>
    public int Attempts { get; init; }

    /// <summary>When the current run of attempts was asked for: the recording, or the last retry by hand. <c>giveUpAfter</c> counts from here.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How many attempts came before <see cref="Since"/>: <c>maxAttempts</c> counts from here.</summary>
    public int AttemptsBefore { get; init; }

    /// <summary>The HTTP status of the last attempt, where one came.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last attempt failed, in words; null after a success.</summary>
    public string? LastError { get; init; }

    /// <summary>When it became terminal.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>The replay that made it, if one did.</summary>
    public ReplayId? Replay { get; init; }

    /// <summary>How it stands among those of its key; null where it goes without order.</summary>
    public Turn? Turn { get; init; }

    /// <summary>What it waits for, where that is another delivery of its key: as it was when this was read.</summary>
    public Holder? HeldBy { get; init; }

    /// <summary>
    /// The event that is in its way: of a stale one the newer event, of any other an event of the same key and version with another body.
    /// </summary>
    public EventId? Rival { get; init; }

    /// <summary>Whether a request of it that got no answer may have taken effect, and a person decides.</summary>
    public Ambiguity Ambiguity { get; init; }

    /// <summary>What took its destination's place; null while nothing did.</summary>
    public Fallback? Fallback { get; init; }

    /// <summary>What it stands in for; null for one that a route, a call or a replay made.</summary>
    public StandIn? InsteadOf { get; init; }
}
