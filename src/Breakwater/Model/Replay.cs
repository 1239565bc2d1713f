namespace Breakwater.Model;

/// <summary>Where a bulk replay stands.</summary>
public enum ReplayState
{
    /// <summary>Going on.</summary>
    Running = 0,

    /// <summary>Every matching event was sent again.</summary>
    Done = 1,

    /// <summary>Stopped by a person; what was already sent again stays.</summary>
    Cancelled = 2,
}

/// <summary>Which events a search or a replay is about. Every part that is given must match.</summary>
public sealed record EventFilter
{
    /// <summary>The name of the source.</summary>
    public string? Source { get; init; }

    /// <summary>The type, exactly, or with <c>*</c> as in a route.</summary>
    public string? Type { get; init; }

    /// <summary>The key, exactly.</summary>
    public string? Key { get; init; }

    /// <summary>Events that have a delivery in this state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Events that have a delivery to this destination.</summary>
    public string? Destination { get; init; }

    /// <summary>An event id (or its beginning), an idempotency id, a key or a type, exactly.</summary>
    public string? Text { get; init; }

    /// <summary>Received at or after this moment.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before this moment.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Sending recorded events again, in bulk, on purpose.</summary>
public sealed record Replay
{
    /// <summary>The id.</summary>
    public required ReplayId Id { get; init; }

    /// <summary>Which events.</summary>
    public required EventFilter Filter { get; init; }

    /// <summary>To which destinations; null for today's routes.</summary>
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>At most so many events a second; null for as fast as they are taken.</summary>
    public double? Rate { get; init; }

    /// <summary>Where it stands.</summary>
    public ReplayState State { get; init; }

    /// <summary>When it was asked for. Events received later are not part of it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many events matched when it was asked for.</summary>
    public long Total { get; init; }

    /// <summary>How many of them are done.</summary>
    public long Done { get; init; }

    /// <summary>How many deliveries it made.</summary>
    public long Deliveries { get; init; }

    /// <summary>The last event that is done: it goes on after this one, oldest first.</summary>
    public EventId? Cursor { get; init; }
}
