using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Judging;

namespace Breakwater.Simulation.Sailing;

/// <summary>Who watches a voyage beside the judge, and may end it.</summary>
internal sealed record Lookout
{
    /// <summary>Whether the trace is kept as text.</summary>
    public bool KeepTrace { get; init; }

    /// <summary>Where the store keeps what it has.</summary>
    public Rows Rows { get; init; } = new();

    /// <summary>Hears every fact after the judge.</summary>
    public Action<Fact>? Hears { get; init; }

    /// <summary>Told now and then how much time has passed.</summary>
    public Action<TimeSpan>? Passed { get; init; }

    /// <summary>Ends it.</summary>
    public CancellationToken Cancellation { get; init; }
}
