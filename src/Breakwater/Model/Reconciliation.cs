namespace Breakwater.Model;

/// <summary>Where a reconciliation stands.</summary>
public enum ReconciliationState
{
    /// <summary>Going on.</summary>
    Running = 0,

    /// <summary>Everything that was asked for was looked at.</summary>
    Done = 1,

    /// <summary>It could not go on; what was repaired until then stays.</summary>
    Failed = 2,

    /// <summary>Stopped by a person; what was repaired until then stays.</summary>
    Cancelled = 3,
}

/// <summary>Asking a platform what is true, and repairing the difference: one run of it, and what it found.</summary>
public sealed record Reconciliation
{
    /// <summary>The id.</summary>
    public required ReconciliationId Id { get; init; }

    /// <summary>The source whose missed events are looked for; null where entities are compared.</summary>
    public string? Source { get; init; }

    /// <summary>The kind of entity that is compared; null where a source is asked for events.</summary>
    public string? Entity { get; init; }

    /// <summary>The destination that is asked for entities; null where a source is asked for events.</summary>
    public string? Destination { get; init; }

    /// <summary>What it is about, as one text: of each subject one runs at a time.</summary>
    public string Subject => Source is not null ? SubjectOf(Source) : SubjectOf(Entity ?? "", Destination ?? "");

    /// <summary>True when nobody asked for it: it was due.</summary>
    public bool Scheduled { get; init; }

    /// <summary>True when nothing is repaired: it only says what would be.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where it stands.</summary>
    public ReconciliationState State { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What happened at or after this moment is asked for.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>What happened before this moment is asked for.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Up to when everything is known to be looked at, without a gap, once this one is done.</summary>
    public DateTimeOffset? Covered { get; init; }

    /// <summary>Why it failed, in words.</summary>
    public string? Error { get; init; }

    /// <summary>Requests that were answered: pages of a list, or entities that were asked for.</summary>
    public long Pages { get; init; }

    /// <summary>Items that were looked at.</summary>
    public long Seen { get; init; }

    /// <summary>Items that were known, or the same on both sides.</summary>
    public long Known { get; init; }

    /// <summary>Items that were missed, or differ.</summary>
    public long Missed { get; init; }

    /// <summary>Items that could not be read or asked for.</summary>
    public long Failed { get; init; }

    /// <summary>The first of what was missed and of what failed: at most <see cref="Configuration.Limits.ReconciliationItems"/>.</summary>
    public IReadOnlyList<ReconciledItem> Items { get; init; } = [];

    /// <summary>Where it goes on after a restart; null at the beginning.</summary>
    public string? Position { get; init; }

    /// <summary>The subject of a source's reconciliation.</summary>
    public static string SubjectOf(string source) => $"source {source}";

    /// <summary>The subject of a comparison of entities with a destination.</summary>
    public static string SubjectOf(string entity, string destination) => $"entity {entity} {destination}";
}

/// <summary>Something that a reconciliation found.</summary>
/// <param name="Id">What the platform calls it: the idempotency id of an event, or the key of an entity.</param>
/// <param name="Event">The event that was recorded of it; null where none was.</param>
/// <param name="Why">Why it failed, or how it differs; null for an event that was missed.</param>
/// <param name="Failed">True when it could not be read or asked for.</param>
public sealed record ReconciledItem(string Id, EventId? Event, string? Why, bool Failed);
