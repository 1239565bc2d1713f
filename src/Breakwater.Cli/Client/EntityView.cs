namespace Breakwater.Cli.Client;

/// <summary>An entity as the API shows it: as a line of a list, or whole.</summary>
internal sealed record EntityView
{
    public required string Type { get; init; }

    public required string Key { get; init; }

    public string? State { get; init; }

    public string? Version { get; init; }

    public bool Drift { get; init; }

    public int Early { get; init; }

    public int Flagged { get; init; }

    public int Conflicts { get; init; }

    public long Undelivered { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Empty, too, where the server is of an earlier version.</summary>
    public IReadOnlyList<DifferenceView> Differs { get => field ?? []; init; }

    public IReadOnlyList<EntityEventView> History { get; init; } = [];

    public IReadOnlyList<StandingView> Destinations { get; init; } = [];
}

/// <summary>What a destination knows otherwise.</summary>
internal sealed record DifferenceView
{
    public required string Destination { get; init; }

    public required string Why { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>An event in the history of an entity as the API shows it.</summary>
internal sealed record EntityEventView
{
    public required string EventId { get; init; }

    public required string Source { get; init; }

    public string? Type { get; init; }

    public required string State { get; init; }

    public string? Version { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public required string Verdict { get; init; }

    public string? Why { get; init; }

    public DateTimeOffset? WaitsUntil { get; init; }

    public bool Flagged { get; init; }
}

/// <summary>Where a destination stands with an entity as the API shows it.</summary>
internal sealed record StandingView
{
    public required string Destination { get; init; }

    public required string State { get; init; }

    public string? Has { get; init; }

    public DateTimeOffset? Since { get; init; }

    public string? Why { get; init; }
}
