using Breakwater.Model;
using Breakwater.Settling;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Settling;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("120", 120)]
    [InlineData(" 0 ", 0)]
    [InlineData("Sun, 01 Mar 2026 12:02:00 GMT", 120)]
    [InlineData("Mon, 01 Mar 2026 12:02:00 GMT", 120)] // the wrong weekday
    [InlineData("Sunday, 01-Mar-26 12:02:00 GMT", 120)]
    [InlineData("Sun Mar  1 12:02:00 2026", 120)]
    [InlineData("Sun, 01 Mar 2026 12:00:60 GMT", 59)] // a leap second
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", 0)]
    public void A_wait_is_read_in_every_form(string value, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(value, Now));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("1e9")]
    [InlineData("12.5")]
    [InlineData("Sun, 99 Mar 2026 12:02:00 GMT")]
    [InlineData("Sunday, 06-Nov-9 08:49:37 GMT")]
    [InlineData("2026-03-01T12:02:00Z")]
    public void Nonsense_is_ignored(string value) => Assert.Null(RetryAfter.Parse(value, Now));

    [Fact]
    public void A_number_beyond_every_clock_is_the_longest_wait() =>
        Assert.Equal(TimeSpan.MaxValue, RetryAfter.Parse("99999999999999999999999999", Now));

    [Fact]
    public void Of_several_headers_the_longest_that_can_be_read_counts()
    {
        Header[] headers = [new("Retry-After", "5"), new("retry-after", "never"), new("RETRY-AFTER", "60"), new("X", "900")];

        Assert.Equal(TimeSpan.FromSeconds(60), RetryAfter.Read(headers, Now));
        Assert.Null(RetryAfter.Read([new("Retry-After", "x")], Now));
    }

    [Fact]
    public void Nothing_that_a_destination_can_write_throws() =>
        Gen.String.Sample(text => RetryAfter.Parse(text, Now) is null or { Ticks: >= 0 });
}
