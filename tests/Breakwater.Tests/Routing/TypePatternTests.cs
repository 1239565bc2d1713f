using System.Text.RegularExpressions;
using Breakwater.Routing;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Routing;

public sealed class TypePatternTests
{
    [Theory]
    [InlineData("charge.*", "charge.refunded", true)]
    [InlineData("charge.*", "charge.dispute.created", true)]
    [InlineData("charge.*", "charge.", true)]
    [InlineData("charge.*", "charge", false)]
    [InlineData("charge.*", "Charge.refunded", false)]
    [InlineData("*.created", "charge.dispute.created", true)]
    [InlineData("*", "anything at all", true)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("charge.refunded", "charge.refunded", true)]
    [InlineData("charge.refunded", "charge.refunded.later", false)]
    [InlineData("", "a", false)]
    public void A_pattern_matches(string pattern, string type, bool matches) => Assert.Equal(matches, new TypePattern(pattern).Matches(type));

    [Theory]
    [InlineData("*", true)]
    [InlineData("**", false)]
    [InlineData("a", false)]
    [InlineData("", false)]
    public void An_event_without_a_type_matches_the_star_only(string pattern, bool matches) => Assert.Equal(matches, new TypePattern(pattern).Matches(null));

    [Fact]
    public void It_agrees_with_a_regular_expression() =>
        Gen.Select(Gen.String[Gen.Char["ab.*"], 0, 8], Gen.String[Gen.Char["ab."], 0, 12]).Sample(
            (pattern, type) => new TypePattern(pattern).Matches(type) == Regex.IsMatch(type, "\\A" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "\\z"),
            iter: 20_000);

    [Fact]
    public void Putting_any_text_for_the_stars_matches() =>
        Gen.Select(Gen.String[Gen.Char["ab.*"], 0, 8], Gen.String[Gen.Char["abc."], 0, 4]).Sample(
            (pattern, text) => new TypePattern(pattern).Matches(pattern.Replace("*", text, StringComparison.Ordinal)));

    [Fact]
    public void Many_stars_cost_no_more_than_a_walk()
    {
        var pattern = new TypePattern(string.Concat(Enumerable.Repeat("*a", 500)) + "*b");
        Assert.False(pattern.Matches(new string('a', 1_000)));
    }
}
