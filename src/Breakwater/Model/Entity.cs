namespace Breakwater.Model;

/// <summary>A thing that several platforms know (an order, a user), as it stands after the events that were applied to it.</summary>
public sealed record Entity
{
    /// <summary>The id, in the order in which entities became known.</summary>
    public required SortableId Id { get; init; }

    /// <summary>The kind of entity, as it is named in the configuration.</summary>
    public required string Type { get; init; }

    /// <summary>Which one of its kind.</summary>
    public required string Key { get; init; }

    /// <summary>The state; null while the event that begins it has not come.</summary>
    public string? State { get; init; }

    /// <summary>The version of the last applied event that has one.</summary>
    public string? Version { get; init; }

    /// <summary>How many events were applied: the number of the last one.</summary>
    public long Applied { get; init; }

    /// <summary>How many events were judged, whatever the verdict: the number of the last one in the history.</summary>
    public long Judged { get; init; }

    /// <summary>How many events wait for what comes before them.</summary>
    public int Early { get; init; }

    /// <summary>How many of those have waited out their time, and need a person.</summary>
    public int Flagged { get; init; }

    /// <summary>How many events contradict it, and need a person.</summary>
    public int Conflicts { get; init; }

    /// <summary>Which destinations know something else, as far as they were asked.</summary>
    public IReadOnlyList<EntityDifference> Differs { get; init; } = [];

    /// <summary>When something was last judged.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What each source has brought: one for each source and state, so that it stays small.</summary>
    public IReadOnlyList<EntityMark> Marks { get; init; } = [];
}

/// <summary>A state that a source brought to an entity.</summary>
/// <param name="Source">The source.</param>
/// <param name="State">The state.</param>
/// <param name="Version">The version of the last event that did; null where it has none.</param>
public sealed record EntityMark(string Source, string State, string? Version);

/// <summary>What a destination knows otherwise.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="Why">What differs, in words.</param>
/// <param name="At">When it was asked.</param>
public sealed record EntityDifference(string Destination, string Why, DateTimeOffset At);
