namespace Breakwater.AspNetCore.Api;

/// <summary>The configuration in force, beside sources and destinations, without secrets.</summary>
internal sealed record ConfigurationView
{
    public required string Ingress { get; init; }

    public required string Admin { get; init; }

    /// <summary><c>sqlite</c> or <c>postgres</c>.</summary>
    public required string Store { get; init; }

    /// <summary>How long what is terminal is kept.</summary>
    public required string Keep { get; init; }

    /// <summary>Private networks that requests may go to.</summary>
    public required IReadOnlyList<string> Allow { get; init; }

    public required IReadOnlyList<ConfiguredToken> Tokens { get; init; }

    /// <summary>In the order of the file.</summary>
    public required IReadOnlyList<RouteView> Routes { get; init; }

    public required IReadOnlyList<EntityKindView> Entities { get; init; }
}

/// <summary>A token by its name.</summary>
internal sealed record ConfiguredToken
{
    public required string Name { get; init; }

    public required string Role { get; init; }
}

/// <summary>Which events of which sources go where.</summary>
internal sealed record RouteView
{
    public required IReadOnlyList<string> From { get; init; }

    /// <summary>Patterns; empty: all.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>JSON Pointers and the values that pass.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Where { get; init; }

    public required IReadOnlyList<string> To { get; init; }

    public required string? Entity { get; init; }

    public required string Order { get; init; }

    public required string OnDead { get; init; }

    /// <summary>The file of the script that makes what is sent.</summary>
    public required string? Transform { get; init; }
}

/// <summary>A kind of entity: its states and what may follow what.</summary>
internal sealed record EntityKindView
{
    public required string Name { get; init; }

    public required string Initial { get; init; }

    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Transitions { get; init; }

    public required string Wait { get; init; }

    public required string OnTimeout { get; init; }
}
