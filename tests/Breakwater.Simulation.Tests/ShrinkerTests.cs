using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Sailing;
using Breakwater.Simulation.Scenarios;
using Xunit;

namespace Breakwater.Simulation.Tests;

/// <summary>What is shown of a broken promise is as small as it can be.</summary>
public sealed class ShrinkerTests
{
    [Fact]
    public void A_scenario_that_fails_is_made_smaller_and_fails_still()
    {
        // A destination that nobody configured: every event to it waits for ever.
        var scenario = Maker.Make(3);
        var broken = Voyage.Run(scenario with { Routes = [.. scenario.Routes.Select(route => route with { To = [.. route.To, "nowhere"] })] });
        Assert.Equal("P4", broken.Breach?.Promise);

        var small = Shrinker.Shrink(broken);

        Assert.Equal("P4", small.Breach?.Promise);
        Assert.Single(small.Scenario.Postings);
        Assert.Empty(small.Scenario.Troubles);
        Assert.Equal(1, small.Scenario.Nodes);
        Assert.Contains("nowhere", Sweep.Explain(broken), StringComparison.Ordinal);
    }
}
