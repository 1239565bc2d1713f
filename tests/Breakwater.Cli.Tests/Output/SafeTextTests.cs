using Breakwater.Cli.Output;
using Xunit;

namespace Breakwater.Cli.Tests.Output;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("größer 漢字 🙂", "größer 漢字 🙂")]
    [InlineData("a\nb\r\tc", "a\\nb\\r\\tc")]
    [InlineData("\u001b[31mred\u001b[0m", "\\u001b[31mred\\u001b[0m")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u202egpj.exe", "\\u202egpj.exe")]
    [InlineData("a\u2028b", "a\\u2028b")]
    [InlineData("nul\0", "nul\\u0000")]
    public void Nothing_that_moves_a_terminal_passes(string text, string safe) => Assert.Equal(safe, SafeText.Escape(text));

    [Fact]
    public void Half_a_character_is_shown_as_what_it_is()
    {
        Assert.Equal("a\\ud83d", SafeText.Escape("a\ud83d"));
        Assert.Equal("\\ude42b", SafeText.Escape("\ude42b"));
    }

    [Fact]
    public void A_cut_says_that_it_cut_and_never_halves_a_character()
    {
        Assert.Equal("abcd", SafeText.Cut("abcd", 4));
        Assert.Equal("abc…", SafeText.Cut("abcde", 4));
        Assert.Equal("ab…", SafeText.Cut("ab🙂cd", 4));
    }
}
