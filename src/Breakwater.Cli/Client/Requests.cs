namespace Breakwater.Cli.Client;

/// <summary>What a bulk replay is asked for with.</summary>
internal sealed record ReplayRequest
{
    public required IReadOnlyDictionary<string, string> Filter { get; init; }

    public IReadOnlyList<string>? To { get; init; }

    public string? Rate { get; init; }

    public bool? DryRun { get; init; }
}

/// <summary>What the replay of one event is asked for with.</summary>
internal sealed record EventReplayRequest
{
    public IReadOnlyList<string>? To { get; init; }

    public bool? Force { get; init; }
}
