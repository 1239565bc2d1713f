using System.Text.Json;
using Breakwater.Cli.Drilling;
using Breakwater.Cli.Output;
using Breakwater.Simulation.Drills;
using Breakwater.Simulation.Judging;
using Xunit;

namespace Breakwater.Cli.Tests.Drilling;

/// <summary>A broken promise is said as what it is: a bug of Breakwater, with what shows it again.</summary>
public sealed class DrillScreenTests
{
    private static DrillReport Broken => new()
    {
        Seed = 9,
        Time = TimeSpan.FromHours(6),
        Events = 12,
        PerMinute = 1,
        Kills = 1,
        Stops = 0,
        StoreFailures = 0,
        Breach = new Breach("P1", "e1", "e1 is not in the store"),
        Sources = [],
        Destinations = [],
        Entities = [],
        Advice = [],
        Notes = [],
    };

    [Fact]
    public void A_broken_promise_is_named_with_its_seed()
    {
        var line = new CommandLine();

        new DrillScreen(new Screen(line.Context)).Write(Broken);

        Assert.Contains("Breakwater broke P1: e1 is not in the store", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("a bug of Breakwater", line.Out.ToString(), StringComparison.Ordinal);
        Assert.Contains("--hours 6 and --seed 9", line.Out.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("kept its promises", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_are_told_of_it_too()
    {
        using var json = JsonDocument.Parse(DrillJson.Write(Broken));

        Assert.Equal("P1", json.RootElement.GetProperty("broken").GetProperty("promise").GetString());
    }
}
