using System.Text;
using Breakwater.Verification.Json;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Verification.Json;

public class PointerSetTests
{
    [Theory]
    [InlineData("""{"a":{"b":"x"}}""", "/a/b", PointerKind.String, "x")]
    [InlineData("""{"a":[10,20,{"b":30}]}""", "/a/2/b", PointerKind.Number, "30")]
    [InlineData("""{"a":[10,20]}""", "/a/2", PointerKind.Absent, null)]
    [InlineData("""{"a":[10,20]}""", "/a/01", PointerKind.Absent, null)]
    [InlineData("""{"a":[10,20]}""", "/a/-", PointerKind.Absent, null)]
    [InlineData("""{"0":"by name"}""", "/0", PointerKind.String, "by name")]
    [InlineData("""{"a":18446744073709551617000}""", "/a", PointerKind.Number, "18446744073709551617000")]
    [InlineData("""{"a":-1.50E+3}""", "/a", PointerKind.Number, "-1.50E+3")]
    [InlineData("""{"a":true}""", "/a", PointerKind.Boolean, "true")]
    [InlineData("""{"a":null}""", "/a", PointerKind.Null, null)]
    [InlineData("""{"a":{}}""", "/a", PointerKind.Object, null)]
    [InlineData("""{"a":[]}""", "/a", PointerKind.Array, null)]
    [InlineData("""{"a":""}""", "/a", PointerKind.String, "")]
    [InlineData("""{"a/b":{"c~d":1}}""", "/a~1b/c~0d", PointerKind.Number, "1")]
    [InlineData("""{"\u0061":"named by escape"}""", "/a", PointerKind.String, "named by escape")]
    [InlineData("""{"a":"\u00e9\n\ud83c\udf89"}""", "/a", PointerKind.String, "é\n🎉")]
    [InlineData("""{"a":"\ud800!"}""", "/a", PointerKind.String, """\ud800!""")]
    [InlineData("""{"\ud800":1,"a":2}""", "/a", PointerKind.Number, "2")]
    [InlineData("""{"":{"":7}}""", "//", PointerKind.Number, "7")]
    [InlineData("42", "", PointerKind.Number, "42")]
    [InlineData("\uFEFF{\"a\":1}", "/a", PointerKind.Number, "1")]
    public void A_pointer_finds_what_it_points_at(string json, string pointer, PointerKind kind, string? text)
    {
        var (values, fault) = Read(json, whole: true, pointer);
        Assert.Null(fault);
        Assert.Equal(new PointerValue(kind, text), values[0]);
    }

    [Fact]
    public void Of_equal_keys_the_first_wins_with_everything_below_it()
    {
        var (values, fault) = Read("""{"a":{"b":1},"a":{"b":2,"c":3},"d":4}""", whole: true, "/a/b", "/a/c", "/d");
        Assert.Null(fault);
        Assert.Equal(["1", null, "4"], values.Select(value => value.Text));
    }

    [Fact]
    public void What_comes_after_the_last_pointer_is_not_looked_at()
    {
        Assert.Null(Read("""{"a":1,"b":2,] garbage""", whole: false, "/b", "/a").Fault);
        Assert.NotNull(Read("""{"a":1,"b":2,] garbage""", whole: true, "/b", "/a").Fault);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "not valid JSON")]
    [InlineData("payload=%7B%7D", "not valid JSON")]
    [InlineData("""{"a":""", "not valid JSON")]
    [InlineData("""{"a":1} {"a":2}""", "not valid JSON")]
    public void What_is_not_json_is_a_fault_in_words(string json, string words) =>
        Assert.Contains(words, Read(json, whole: true, "/missing").Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Ten_thousand_levels_of_nesting_are_a_fault_and_no_crash(char open)
    {
        const int Levels = 10_000;
        var json = string.Concat(Enumerable.Repeat(open == '[' ? "[" : "{\"a\":", Levels));
        Assert.Contains("128 levels", Read(json, whole: false, "/b").Fault, StringComparison.Ordinal);
        Assert.Contains("128 levels", Read("""{"deep":""" + json, whole: false, "/deep/a/a/0/0").Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wanted_text_that_is_not_utf8_is_a_fault_rather_than_a_guess()
    {
        byte[] json = [.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        var values = new PointerValue[1];
        Assert.Contains("UTF-8", new PointerSet(["/a"]).Read(json, values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("/a~2")]
    [InlineData("/a~")]
    public void What_is_no_pointer_is_refused_when_it_is_compiled(string pointer) =>
        Assert.Throws<FormatException>(() => new PointerSet([pointer]));

    [Fact]
    public void Random_bytes_never_throw()
    {
        var set = new PointerSet(["", "/a", "/a/b", "/0/1", "/a/0/b~1"]);
        Gen.Byte.Array[0, 200].Sample(bytes => set.ReadWhole(bytes, new PointerValue[5]));
        string[] words = ["{", "}", "[", "]", "\"a\"", ":", ",", "1e", "\"\\ud800", "\"", "\\u00", "tru", "null", " ", "\uFEFF", "\"b/\""];
        Gen.Int[0, words.Length - 1].Select(index => words[index]).Array[0, 30].Sample(parts => set.Read(Encoding.UTF8.GetBytes(string.Concat(parts)), new PointerValue[5]));
    }

    private static (PointerValue[] Values, string? Fault) Read(string json, bool whole, params string[] pointers)
    {
        var set = new PointerSet(pointers);
        var values = new PointerValue[pointers.Length];
        var bytes = Encoding.UTF8.GetBytes(json);
        return (values, whole ? set.ReadWhole(bytes, values) : set.Read(bytes, values));
    }
}
