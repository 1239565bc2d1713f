using System.Text;
using Breakwater.Cli.Yaml;
using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>Files that mean harm, or are none at all: an error each, and never more than bounded work.</summary>
public sealed class HostileYamlTests
{
    [Fact]
    public void A_bomb_of_aliases_is_refused()
    {
        var text = new StringBuilder("x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (var i = 1; i < 20; i++)
        {
            text.Append($"x-{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("aliases counted", Loading.ErrorOf(text.ToString()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_of_merges_is_refused()
    {
        var text = new StringBuilder("x-0: &a0 { a: 1, b: 2 }\n");
        for (var i = 1; i < 40; i++)
        {
            text.Append($"x-{i}: &a{i} {{ k{i}: [*a{i - 1}, *a{i - 1}], <<: *a{i - 1} }}\n");
        }

        Assert.Contains("aliases counted", Loading.ErrorOf(text.ToString()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Depth_is_bounded(char open) =>
        Assert.Contains("nested deeper", Loading.ErrorOf("a: " + string.Concat(Enumerable.Repeat($"{open}\"a\": ", 50_000))).Message, StringComparison.Ordinal);

    [Fact]
    public void Blocks_nested_deep_are_bounded() =>
        Assert.Contains("nested deeper", Loading.ErrorOf(string.Concat(Enumerable.Repeat("- ", 10_000))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("# only a note\n", "is empty")]
    [InlineData("---\n---\n", "second YAML document")]
    [InlineData("a: 1\n---\nb: 2\n", "second YAML document")]
    [InlineData("a: *nowhere\n", "an alias")]
    [InlineData("x-a: &a [*a]\n", "an alias")]
    [InlineData("{a: 1}: b\n", "single text")]
    [InlineData("store: !!binary aGk=\n", "tags")]
    [InlineData("store: !own { keep: 1d }\n", "tags")]
    [InlineData("a: [1, 2\n", "not valid YAML")]
    [InlineData("a: {\n", "not valid YAML")]
    [InlineData("store:\n\tkeep: 1d\n", "tab")]
    [InlineData("<<: 1\n", "<< takes")]
    public void What_is_no_configuration_is_one_clear_error(string text, string says) =>
        Assert.Contains(says, Loading.ErrorOf(text).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_no_UTF8_are_told_with_their_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.PathOf("breakwater.yaml"), [.. "store:\n  keep: "u8, 0xFF, 0xFE]);

        var error = Assert.Single(ConfigurationFile.Load(folder.PathOf("breakwater.yaml"), _ => null).Errors);

        Assert.Equal((2, "this line is not valid UTF-8"), (error.Line, error.Message));
    }

    [Fact]
    public void A_byte_order_mark_is_no_harm()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.PathOf("breakwater.yaml"), [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Loading.Minimal)]);

        Assert.Empty(ConfigurationFile.Load(folder.PathOf("breakwater.yaml"), _ => null).Errors);
    }

    [Fact]
    public void A_file_that_is_missing_or_too_large_is_an_error()
    {
        using var folder = new TemporaryFolder();
        folder.Write("large.yaml", new string('#', ConfigurationFile.MaxBytes + 1));

        Assert.EndsWith("does not exist", ConfigurationFile.Load(folder.PathOf("none.yaml"), _ => null).Errors[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("is larger than 4 MiB", ConfigurationFile.Load(folder.PathOf("large.yaml"), _ => null).Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_errors_are_kept_to_a_bound()
    {
        var text = new StringBuilder("destinations:\n");
        for (var i = 0; i < 20_000; i++)
        {
            text.Append($"  d{i}: {{ uri: x }}\n");
        }

        var errors = Loading.Load(text.ToString()).Errors;

        Assert.Equal(1_001, errors.Count);
        Assert.Equal("and 39000 more errors", errors[^1].Message);
    }
}
