using Breakwater.Configuration.Options;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Configuration;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("10s", 10_000)]
    [InlineData("5m", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("7d", 604_800_000)]
    public void Durations_are_a_number_and_a_unit(string text, long milliseconds)
    {
        Assert.True(Units.TryDuration(text, out var duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
        Assert.Equal(text, Units.Show(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("10 s")]
    [InlineData("-1s")]
    [InlineData("1.5h")]
    [InlineData("1h30m")]
    [InlineData("10S")]
    [InlineData("9999999999s")]
    [InlineData("999999999d")]
    [InlineData("１s")]
    public void Anything_else_is_no_duration(string text) => Assert.False(Units.TryDuration(text, out _));

    [Theory]
    [InlineData("512B", 512)]
    [InlineData("512KiB", 524_288)]
    [InlineData("1MiB", 1_048_576)]
    [InlineData("1GiB", 1_073_741_824)]
    public void Sizes_are_a_number_and_a_unit(string text, long bytes)
    {
        Assert.True(Units.TrySize(text, out var size));
        Assert.Equal(bytes, size);
        Assert.Equal(text, Units.Show(size));
    }

    [Theory]
    [InlineData("1KB")]
    [InlineData("1kib")]
    [InlineData("1")]
    [InlineData("1 MiB")]
    public void Anything_else_is_no_size(string text) => Assert.False(Units.TrySize(text, out _));

    [Fact]
    public void What_is_shown_reads_back_the_same() => Gen.Long[1, 100_000_000].Sample(milliseconds =>
    {
        var duration = TimeSpan.FromMilliseconds(milliseconds);
        return Units.TryDuration(Units.Show(duration), out var back) && back == duration;
    });
}
