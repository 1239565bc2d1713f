using System.Text;
using Breakwater.Observing;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Observing;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("order.paid", "order.paid")]
    [InlineData("Zürich 東京", "Zürich 東京")]
    [InlineData("a\r\nlevel=error", "a\\r\\nlevel=error")]
    [InlineData("\u001b[2J\0", "\\u001b[2J\\u0000")]
    [InlineData("a\u202eb\u2028c\u200bd", "a\\u202eb\\u2028c\\u200bd")]
    public void A_stranger_s_text_is_harmless(string text, string shown) => Assert.Equal(shown, Printable.Of(text));

    [Fact]
    public void A_long_text_is_cut() => Assert.Equal("abcde…", Printable.Of("abcdefghij", 5));

    [Fact]
    public void Nothing_stays_nothing() => Assert.Null(Printable.Of(null));

    [Fact]
    public void No_text_keeps_a_control_or_grows_beyond_its_bound() =>
        Gen.String.Sample(text => Printable.Of(text, 40)! is var shown && shown.Length <= 41 && !shown.EnumerateRunes().Any(Rune.IsControl));
}
