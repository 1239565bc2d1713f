using System.Collections.Frozen;
using Breakwater.Verification;

namespace Breakwater.Configuration;

/// <summary>A kind of entity: a state machine over events of several sources.</summary>
public sealed record EntitySettings
{
    /// <summary>The name of the kind: a part of the URL, <c>/v1/entities/{name}</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The state in which an entity begins.</summary>
    public required string Initial { get; init; }

    /// <summary>From each state, the states that may follow it.</summary>
    public FrozenDictionary<string, IReadOnlyList<string>> Transitions { get; init; } = FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>How long an early event waits for what must come before it.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>What becomes of it then.</summary>
    public EntityTimeout OnTimeout { get; init; }

    /// <summary>Which events declare which state. Of several that match an event, the first counts.</summary>
    public required IReadOnlyList<EntityEventSettings> Events { get; init; }

    /// <summary>Which destinations are asked what they know.</summary>
    public IReadOnlyList<CompareSettings> Reconcile { get; init; } = [];
}

/// <summary>What becomes of an early event whose time is over.</summary>
public enum EntityTimeout
{
    /// <summary>It is shown to a person, and still applied when what is missing comes.</summary>
    Flag = 0,

    /// <summary>It is applied without what is missing.</summary>
    Apply = 1,
}

/// <summary>Events that declare a state of an entity.</summary>
public sealed record EntityEventSettings
{
    /// <summary>The sources.</summary>
    public required IReadOnlyList<string> From { get; init; }

    /// <summary>Patterns of types. Empty: all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Where it says which entity it is about; empty: the event's own key.</summary>
    public IReadOnlyList<Selector> Key { get; init; } = [];

    /// <summary>Where it says its version; empty: the event's own.</summary>
    public IReadOnlyList<Selector> Version { get; init; } = [];

    /// <summary>Where it says what its entity is found by, in place of a key; empty where it says a key.</summary>
    public IReadOnlyList<Selector> Link { get; init; } = [];

    /// <summary>Where it says what further events of its entity may be found by.</summary>
    public IReadOnlyList<Selector> Learn { get; init; } = [];

    /// <summary>The state.</summary>
    public required string State { get; init; }
}
