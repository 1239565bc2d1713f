using System.Collections.Frozen;

namespace Breakwater.Configuration;

/// <summary>The whole configuration, valid and immutable. A reload makes a new one and swaps it whole.</summary>
public sealed record Settings
{
    /// <summary>Where it listens.</summary>
    public ListenSettings Listen { get; init; } = new();

    /// <summary>Where it keeps its state.</summary>
    public StoreSettings Store { get; init; } = new();

    /// <summary>Who may use the admin listener.</summary>
    public AdminSettings Admin { get; init; } = new();

    /// <summary>Which targets are allowed beside public addresses.</summary>
    public NetworkSettings Network { get; init; } = new();

    /// <summary>Where events come from, by name.</summary>
    public FrozenDictionary<string, SourceSettings> Sources { get; init; } = FrozenDictionary<string, SourceSettings>.Empty;

    /// <summary>Where events go, by name.</summary>
    public FrozenDictionary<string, DestinationSettings> Destinations { get; init; } = FrozenDictionary<string, DestinationSettings>.Empty;

    /// <summary>Which events of a source go to which destinations.</summary>
    public IReadOnlyList<RouteSettings> Routes { get; init; } = [];

    /// <summary>What several platforms know, by kind.</summary>
    public FrozenDictionary<string, EntitySettings> Entities { get; init; } = FrozenDictionary<string, EntitySettings>.Empty;
}
