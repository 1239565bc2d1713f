using System.Text.RegularExpressions;
using Xunit;

namespace Breakwater.Docs.Tests;

/// <summary>What <c>ops/</c> shows and warns of is measured: a renamed metric would make a panel empty and a rule silent.</summary>
public sealed partial class Operating
{
    [Theory]
    [InlineData("ops/prometheus/alerts.yaml")]
    [InlineData("ops/grafana/breakwater.json")]
    public void Every_metric_that_is_used_is_in_the_table_of_the_page(string file)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/operations.md"));
        var used = Metric().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))).Select(match => Plain().Replace(match.Value, "")).Distinct().ToList();

        Assert.NotEmpty(used);
        Assert.DoesNotContain(used, name => !page.Contains($"`{name}`", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_metric_of_the_page_is_one_of_the_engine()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "src/Breakwater/Observing/Telemetry.cs"))
            + File.ReadAllText(Path.Combine(Repository.Root, "src/Breakwater/Observing/Gauges.cs"));
        var names = Instrument().Matches(source).Select(match => match.Groups[1].Value.Replace('.', '_')).ToHashSet();

        foreach (var name in Metric().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/operations.md"))).Select(match => match.Value))
        {
            Assert.Contains(Unit().Replace(name, ""), names);
        }
    }

    [GeneratedRegex("breakwater_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("_bucket$|_sum$|_count$")]
    private static partial Regex Plain();

    [GeneratedRegex("_total$|_seconds$")]
    private static partial Regex Unit();

    [GeneratedRegex("\"(breakwater\\.[a-z_.]+)\"")]
    private static partial Regex Instrument();
}
