using System.Globalization;
using Breakwater.Simulation.Sailing;
using Breakwater.Simulation.Scenarios;
using Xunit;

namespace Breakwater.Simulation.Tests;

/// <summary>The engine at sea. <c>BREAKWATER_SCENARIOS</c> says how many, <c>BREAKWATER_SEED</c> from which seed on,
/// <c>BREAKWATER_TRACE=whole</c> that what a broken promise is not about is shown, too.</summary>
public sealed class SeaTests
{
    [Fact]
    public void Whatever_the_weather_no_promise_is_broken()
    {
        var count = (int)Number("BREAKWATER_SCENARIOS", 10_000UL);
        var result = Sweep.Run(Number("BREAKWATER_SEED", 1), count, Environment.ProcessorCount);
        Assert.True(result.Broken is null, result.Broken is { } broken ? Sweep.Explain(broken, Environment.GetEnvironmentVariable("BREAKWATER_TRACE") == "whole") : "");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Scenarios} scenarios, {result.Steps} steps, {result.Time.TotalDays:0.0} days\n{result.Coverage}"));
    }

    [Fact]
    public void Every_kind_of_trouble_happens_at_every_step_that_it_can_meet()
    {
        var coverage = Sweep.Run(1, 1_500, Environment.ProcessorCount).Coverage;
        var missing = Expected().Where(what => !coverage.Met.ContainsKey(what));
        Assert.Empty(missing);
    }

    private static IEnumerable<string> Expected()
    {
        foreach (var point in Enum.GetValues<CutPoint>())
        {
            yield return $"Kill @ {point}";
        }

        foreach (var kind in Enum.GetValues<TroubleKind>())
        {
            string[] steps = kind switch
            {
                TroubleKind.Kill => [],
                TroubleKind.StoreFails or TroubleKind.StoreLosesAnswers or TroubleKind.StoreSlow => ["record", "settle", "fetch", "lease", "replay"],
                TroubleKind.StoreCut => ["record", "settle", "fetch", "lease"],
                TroubleKind.Stop or TroubleKind.Pause or TroubleKind.ClockJump => ["receive", "record", "deliver", "rest"],
                TroubleKind.Deaf => ["rest"],
                TroubleKind.Answers => [],
                >= TroubleKind.Refuses and <= TroubleKind.Forbidden => ["deliver"],
                _ => ["rest", "deliver"],
            };
            foreach (var step in steps)
            {
                yield return $"{kind} @ {step}";
            }
        }

        foreach (var end in new[] { "Order @ stale", "Order @ held", "Breaker @ open" })
        {
            yield return end;
        }

        foreach (var status in new[] { 301, 400, 404, 410, 422, 429, 500, 502, 503 })
        {
            yield return $"Answers {status} @ deliver";
        }
    }

    private static ulong Number(string name, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
