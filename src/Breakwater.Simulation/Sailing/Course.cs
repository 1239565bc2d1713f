using Breakwater.Configuration;
using Breakwater.Simulation.Scenarios;

namespace Breakwater.Simulation.Sailing;

/// <summary>
/// All that a voyage must know: the configuration, who takes part, what is sent, what goes wrong. A scenario makes one of what it invents,
/// a drill of what a user has configured.
/// </summary>
internal sealed record Course
{
    /// <summary>Decides all chance of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Decides in which order concurrent steps are taken.</summary>
    public required ulong Order { get; init; }

    /// <summary>How many nodes share the store.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Whether the nodes divide the work by leases; one node may do without.</summary>
    public bool Leased { get; init; }

    /// <summary>The configuration to begin with.</summary>
    public required Settings Settings { get; init; }

    /// <summary>The configuration that a reload brings; null when there is none.</summary>
    public Settings? Reloaded { get; init; }

    /// <summary>What is sent.</summary>
    public required IReadOnlyList<Posting> Postings { get; init; }

    /// <summary>What goes wrong, and what people do.</summary>
    public required IReadOnlyList<Trouble> Troubles { get; init; }

    /// <summary>When the weather is over.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>One that takes more steps does not come to rest.</summary>
    public long MostSteps { get; init; } = 3_000_000;

    /// <summary>The configuration at the end.</summary>
    public Settings Last => Reloaded ?? Settings;
}
