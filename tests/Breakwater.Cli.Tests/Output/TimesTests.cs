using Breakwater.Cli.Output;
using Xunit;

namespace Breakwater.Cli.Tests.Output;

public sealed class TimesTests
{
    [Theory]
    [InlineData(0.012, "12 ms")]
    [InlineData(1.5, "1.5 s")]
    [InlineData(42.4, "42 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3600, "1 h")]
    [InlineData(5400, "1 h 30 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void A_duration_is_said_in_its_own_unit(double seconds, string words) => Assert.Equal(words, Times.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "now")]
    [InlineData(12, "in 12 s")]
    [InlineData(-180, "3 min ago")]
    public void A_distance_has_a_direction(double seconds, string words) =>
        Assert.Equal(words, Times.Distance(CommandLine.Now.AddSeconds(seconds), CommandLine.Now));
}
