using Breakwater.Cli.Client;
using Xunit;

namespace Breakwater.Cli.Tests.Client;

public sealed class MomentsTests
{
    [Theory]
    [InlineData("2h", "2026-01-31T10:00:00Z")]
    [InlineData("90m", "2026-01-31T10:30:00Z")]
    [InlineData("7d", "2026-01-24T12:00:00Z")]
    [InlineData("1500ms", "2026-01-31T11:59:58.5Z")]
    [InlineData("0s", "2026-01-31T12:00:00Z")]
    [InlineData("2026-01-30", "2026-01-30T00:00:00Z")]
    [InlineData("2026-01-30T08:00:00", "2026-01-30T08:00:00Z")]
    [InlineData("2026-01-30T08:00:00+02:00", "2026-01-30T06:00:00Z")]
    public void A_moment_is_a_time_or_how_long_ago(string text, string moment)
    {
        Assert.True(Moments.TryParse(text, CommandLine.Now, out var read));
        Assert.Equal(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("2")]
    [InlineData("2 h")]
    [InlineData("2w")]
    [InlineData("-2h")]
    [InlineData("yesterday")]
    [InlineData("99999999999999999999d")]
    [InlineData("9223372036854775807d")]
    [InlineData("100000d")]
    [InlineData("2026-13-01")]
    public void Anything_else_is_none(string text) => Assert.False(Moments.TryParse(text, CommandLine.Now, out _));
}
