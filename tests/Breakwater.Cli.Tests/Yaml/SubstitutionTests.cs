using Breakwater.Cli.Yaml;
using Xunit;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary><c>${NAME}</c>, <c>${NAME:-default}</c>, <c>${file:path}</c> and <c>$${</c>.</summary>
public sealed class SubstitutionTests
{
    private const string Hidden = "hunter2-is-secret";

    [Fact]
    public void Variables_defaults_and_literals_are_replaced_inside_values()
    {
        var settings = Loading.SettingsOf(
            Loading.WithDestination("""    headers: { A: "Bearer ${TOKEN}", B: "${NONE:-x}${EMPTY:-y}", C: "$${TOKEN}", D: "$5" }"""),
            ("TOKEN", "t"),
            ("EMPTY", ""));

        Assert.Equal(["Bearer t", "xy", "${TOKEN}", "$5"], settings.Destinations["orders"].Headers.Select(h => h.Value.Reveal()));
    }

    [Fact]
    public void What_is_put_in_is_never_read_as_structure_nor_read_again()
    {
        var settings = Loading.SettingsOf(Loading.WithDestination("""    headers: { A: "${EVIL}" }"""), ("EVIL", "x } , y: ${TOKEN}"), ("TOKEN", "t"));

        Assert.Equal("x } , y: ${TOKEN}", Assert.Single(settings.Destinations["orders"].Headers).Value.Reveal());
    }

    [Fact]
    public void A_replaced_value_may_be_a_number_a_duration_or_a_boolean()
    {
        var destination = Loading.SettingsOf(
            Loading.WithDestination("    concurrency: ${N}\n    timeout: \"${T}\"\n    retired: ${R:-false}"), ("N", "3"), ("T", "7s")).Destinations["orders"];

        Assert.Equal((3, TimeSpan.FromSeconds(7), false), (destination.Concurrency, destination.Timeout, destination.Retired));
    }

    [Theory]
    [InlineData("${MISSING}", "the environment variable MISSING is not set")]
    [InlineData("${MISSING", "without its }")]
    [InlineData("${not a name}", "not a variable's name")]
    [InlineData("${file:./no-such-file}", "the file './no-such-file' does not exist")]
    [InlineData("${file:}", "names no file")]
    public void What_cannot_be_replaced_is_an_error_with_its_place(string value, string says)
    {
        var error = Loading.ErrorOf(Loading.WithDestination($"    headers: {{ A: \"{value}\" }}"));

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Equal((6, 19), (error.Line, error.Column));
    }

    [Theory]
    [InlineData("    timeout: ${X}")]
    [InlineData("    concurrency: ${X}")]
    [InlineData("    retired: ${X}")]
    [InlineData("    method: ${X}")]
    [InlineData("    url2: ${X}")]
    [InlineData("    sign: { secret: \"${X}\" }")]
    [InlineData("    headers: { A: \"${X}\\n\" }")]
    [InlineData("    permanent: [\"${X}\"]")]
    [InlineData("    retry: { first: \"${X}\" }")]
    public void No_error_shows_what_was_put_in(string line)
    {
        var loaded = Loading.Load(Loading.WithDestination(line), ("X", Hidden));

        Assert.NotEmpty(loaded.Errors);
        Assert.DoesNotContain(loaded.Errors, e => e.ToString().Contains(Hidden, StringComparison.Ordinal));
    }

    [Fact]
    public void No_error_shows_a_secret_that_stands_in_the_file_itself()
    {
        var loaded = Loading.Load($$"""
            admin: { tokens: [ { name: a, token: "{{Hidden}} ä", role: read } ] }
            sources:
              a: { verify: { scheme: basic, secret: {{Hidden}} } }
            destinations:
              d: { url: "https://user:{{Hidden}}@example.com", headers: { A: "{{Hidden}}\n" }, sign: { secret: {{Hidden}} } }
            """);

        Assert.Equal(5, loaded.Errors.Count);
        Assert.DoesNotContain(loaded.Errors, e => e.ToString().Contains(Hidden, StringComparison.Ordinal));
    }

    [Fact]
    public void A_syntax_error_shows_nothing_of_the_file()
    {
        foreach (var text in new[] { $"a: '{Hidden}", $"a: \"{Hidden}\\q\"", $"*{Hidden}", $"a: !{Hidden} b", $"%{Hidden}", $"a: [{Hidden}", $"&{Hidden} &{Hidden} a" })
        {
            var loaded = Loading.Load(text);
            Assert.NotEmpty(loaded.Errors);
            Assert.DoesNotContain(loaded.Errors, e => e.ToString().Contains(Hidden, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_variable_without_quotes_inside_braces_gets_the_hint_and_its_line()
    {
        var error = Loading.ErrorOf(Loading.WithDestination("    headers: { A: ${TOKEN} }"), ("TOKEN", "t"));

        Assert.Contains("has to stand in quotes: \"${NAME}\"", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, error.Line);
    }

    [Fact]
    public void A_file_is_put_in_without_its_last_line_break_and_found_beside_the_configuration()
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret.txt", "whsec_1\n");
        folder.Write("breakwater.yaml", Loading.WithSource("    provider: stripe\n    secret: ${file:./secret.txt}"));

        var loaded = ConfigurationFile.Load(folder.PathOf("breakwater.yaml"), _ => null);

        Assert.Equal("whsec_1", Assert.Single(loaded.Settings!.Sources["erp"].Secrets).Reveal());
        Assert.Equal([folder.PathOf("breakwater.yaml"), folder.PathOf("secret.txt")], loaded.Files);
    }

    [Fact]
    public void A_file_that_is_too_large_or_a_folder_is_an_error()
    {
        using var folder = new TemporaryFolder();
        folder.Write("large.txt", new string('x', (64 * 1024) + 1));
        folder.Write("breakwater.yaml", Loading.WithSource("    provider: stripe\n    secret: [\"${file:large.txt}\", \"${file:.}\"]"));

        var loaded = ConfigurationFile.Load(folder.PathOf("breakwater.yaml"), _ => null);

        Assert.Equal(["the file 'large.txt' is larger than 64 KiB", "the file '.' is a folder"], loaded.Errors.Select(e => e.Message));
    }
}
