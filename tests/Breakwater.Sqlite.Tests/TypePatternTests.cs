using System.Text.RegularExpressions;
using Breakwater.Model;
using Breakwater.Sqlite.Rows;
using Breakwater.Storage;
using CsCheck;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>What is decided outside SQL.</summary>
public sealed class TypePatternTests
{
    [Fact]
    public void A_star_stands_for_any_run_of_characters() =>
        Gen.Select(Gen.String["ab*"], Gen.String["ab"]).Sample((pattern, text) =>
        {
            var expected = Regex.IsMatch(text, $"^{pattern.Replace("*", ".*", StringComparison.Ordinal)}$", RegexOptions.NonBacktracking);
            Assert.Equal(expected, TypePattern.Fits(pattern, text));
        });

    [Fact]
    public void Many_stars_take_no_time()
    {
        var pattern = string.Concat(Enumerable.Repeat("a*", 500)) + "b";
        Assert.False(TypePattern.Fits(pattern, new string('a', 1_024)));
    }

    [Fact]
    public void Headers_come_back_as_they_were() =>
        Gen.Select(Gen.String, Gen.String, (name, value) => new Header(name, value)).List[0, 40].Sample(headers =>
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            TextList.Write(buffer, headers);
            Assert.Equal(headers, TextList.ReadHeaders(buffer.WrittenSpan));
        });

    [Fact]
    public void Source_and_id_are_told_apart_in_an_identity()
    {
        Assert.NotEqual(Identity.Hash("ab", "c"), Identity.Hash("a", "bc"));
        Assert.Equal(Identity.Hash("a", "b"), Identity.Hash("a", "b"));
    }
}
