using System.Globalization;
using Breakwater.Receiving;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Receiving;

public sealed class EventTimeTests
{
    [Theory]
    [InlineData("2026-03-01T12:00:00Z", "2026-03-01T12:00:00.0000000+00:00")]
    [InlineData("2026-03-01t12:00:00.25z", "2026-03-01T12:00:00.2500000+00:00")]
    [InlineData("2026-03-01T14:00:00+02:00", "2026-03-01T12:00:00.0000000+00:00")]
    [InlineData("2026-03-01 12:00:00Z", "2026-03-01T12:00:00.0000000+00:00")]
    [InlineData("2026-03-01T12:00:00.123456789Z", "2026-03-01T12:00:00.1234567+00:00")]
    [InlineData("1772366400", "2026-03-01T12:00:00.0000000+00:00")]
    [InlineData("1772366400.5", "2026-03-01T12:00:00.5000000+00:00")]
    [InlineData("1772366400500", "2026-03-01T12:00:00.5000000+00:00")]
    public void A_time_is_read(string text, string expected) =>
        Assert.Equal(expected, EventTime.Parse(text)?.ToString("O", CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-13-01T12:00:00Z")]
    [InlineData("99999999999999999999999999999999999")]
    [InlineData("-1e28")]
    [InlineData("NaN")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    public void What_cannot_be_read_is_no_time(string? text) => Assert.Null(EventTime.Parse(text));

    [Fact]
    public void No_text_makes_it_throw() =>
        Gen.String[Gen.Char["0123456789-+:.TZtzEe "], 0, 40].Sample(text => _ = EventTime.Parse(text));
}
