using Breakwater.Configuration.Options;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Configuration;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["timeout", "retry", "headers", "url", "permanent", "concurrency"];

    [Theory]
    [InlineData("timout", "timeout")]
    [InlineData("tiemout", "timeout")]
    [InlineData("Timeout", "timeout")]
    [InlineData("header", "headers")]
    [InlineData("rul", "url")]
    [InlineData("concurency", "concurrency")]
    [InlineData("password", null)]
    [InlineData("", null)]
    public void The_name_that_was_probably_meant_is_found(string name, string? meant) => Assert.Equal(meant, NearestName.Find(name, Known));

    [Theory]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void The_distance_counts_letters(string left, string right, int distance) => Assert.Equal(distance, NearestName.Distance(left, right));

    [Fact]
    public void The_distance_is_the_same_both_ways() =>
        Gen.Select(Gen.String[Gen.Char['a', 'd'], 0, 8], Gen.String[Gen.Char['a', 'd'], 0, 8])
            .Sample((left, right) => NearestName.Distance(left, right) == NearestName.Distance(right, left));
}
