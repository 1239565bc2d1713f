using System.Text.Json;
using Breakwater.EndToEnd.Tests.Harness;
using Xunit;

namespace Breakwater.EndToEnd.Tests;

/// <summary>The first command of the README.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_passes_its_own_audit()
    {
        var result = await VerbResult.RunAsync("demo", "--seed", "11", "--json");
        Rehearsal.Say(result.Error);
        result.Expect(0);
        using var report = JsonDocument.Parse(result.Output);
        Assert.True(report.RootElement.GetProperty("passed").GetBoolean());
        Assert.True(Value(report, "retries among them") > 0);
        Assert.True(Value(report, "duplicates suppressed") > 0);
    }

    private static long Value(JsonDocument report, string name) => report.RootElement.GetProperty("findings").EnumerateArray()
        .Single(finding => finding.GetProperty("name").GetString() == name).GetProperty("value").GetInt64();
}
