using System.Text.RegularExpressions;
using Xunit;

namespace Breakwater.Docs.Tests;

/// <summary>A guarantee names a test that exists.</summary>
public sealed partial class Guarantees
{
    [Fact]
    public void Every_test_that_the_guarantees_name_exists()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .ToList();
        string[] pages = ["guarantees.md", "security.md"];
        var named = pages.SelectMany(page => TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", page)))).ToList();
        Assert.True(named.Count > 40);
        Assert.Empty(named.Where(match => !sources.Exists(text =>
                text.Contains($"class {match.Groups[1].Value}", StringComparison.Ordinal) && text.Contains($" {match.Groups[2].Value}(", StringComparison.Ordinal)))
            .Select(match => match.Value));
    }

    [GeneratedRegex(@"`([A-Z]\w+)\.([A-Z]\w+_\w+)`")]
    private static partial Regex TestName();
}
