using Breakwater.Cli.Commands;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class WhereTests
{
    [Fact]
    public void Filters_are_split_at_commas_before_a_filter_and_nowhere_else()
    {
        var filter = Where.Parse(["source=stripe,key=a,b=c,type=charge.*", "state=dead"], CommandLine.Now);

        Assert.Equal(
            [new("key", "a,b=c"), new("source", "stripe"), new("state", "dead"), new("type", "charge.*")],
            filter);
    }

    [Fact]
    public void Moments_become_absolute()
    {
        var filter = Where.Parse(["from=2h,to=2026-01-31T11:30:00+01:00"], CommandLine.Now);

        Assert.Equal("2026-01-31T10:00:00.0000000Z", filter["from"]);
        Assert.Equal("2026-01-31T10:30:00.0000000Z", filter["to"]);
    }

    [Theory]
    [InlineData("colour=red", "colour=red is not a filter")]
    [InlineData("source", "source is not a filter")]
    [InlineData("source=", "source has no value")]
    [InlineData("state=lost", "lost is not a state")]
    [InlineData("source=a,source=b", "source is given twice")]
    [InlineData("from=tomorrow", "tomorrow is not a moment")]
    public void A_mistake_says_what_is_wrong(string text, string words)
    {
        var stop = Assert.Throws<StopException>(() => Where.Parse([text], CommandLine.Now));

        Assert.Equal(ExitCode.Usage, stop.ExitCode);
        Assert.Contains(words, stop.Message, StringComparison.Ordinal);
    }
}
