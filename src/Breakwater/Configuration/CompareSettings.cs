using System.Collections.Frozen;

namespace Breakwater.Configuration;

/// <summary>How a destination is asked what it knows of entities of one kind, and what becomes of a difference.</summary>
public sealed record CompareSettings
{
    /// <summary>The destination: its address, its headers.</summary>
    public required string Destination { get; init; }

    /// <summary>Path and query below its address; <c>{key}</c> stands for the entity's key.</summary>
    public required string Request { get; init; }

    /// <summary>JSON Pointers into the answer, and what we know of the entity that stands there.</summary>
    public required IReadOnlyList<KeyValuePair<string, EntityPart>> Compare { get; init; }

    /// <summary>What the destination calls our states, where it calls them otherwise.</summary>
    public FrozenDictionary<string, string> States { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>True: the last event that it got is sent again where it differs. False: it is shown.</summary>
    public bool Redeliver { get; init; }

    /// <summary>How far back: entities that have not changed since are not asked for.</summary>
    public TimeSpan Since { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How often.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How many requests may begin a second, evenly spread.</summary>
    public double Rate { get; init; } = 2;
}

/// <summary>What we know of an entity.</summary>
public enum EntityPart
{
    /// <summary>The state.</summary>
    State = 0,

    /// <summary>The version of the last applied event that has one.</summary>
    Version = 1,

    /// <summary>The key.</summary>
    Key = 2,
}
