using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class VerbsTests
{
    [Theory]
    [InlineData()]
    [InlineData("no-such-verb")]
    [InlineData("events", "--no-such-option")]
    [InlineData("events", "--state", "lost")]
    [InlineData("events", "--limit", "0")]
    [InlineData("events", "--limit", "many")]
    [InlineData("events", "--from", "yesterday")]
    [InlineData("event")]
    [InlineData("replay")]
    [InlineData("replay", "evt_1", "--where", "source=a")]
    [InlineData("replay", "evt_1", "--rate", "5/s")]
    [InlineData("replay", "--where", "source=a", "--rate", "fast")]
    [InlineData("replay", "--where", "source=a", "--rate", "0/s")]
    [InlineData("replay", "--where", "colour=red")]
    [InlineData("retry")]
    [InlineData("retry", "dlv_1", "--dead")]
    [InlineData("retry", "dlv_1", "--destination", "orders")]
    [InlineData("cancel")]
    [InlineData("call")]
    [InlineData("call", "stripe", "GET")]
    [InlineData("call", "call_1", "--body", "-")]
    [InlineData("call", "stripe", "GET", "/", "--cancel")]
    [InlineData("call", "stripe", "GET", "/", "--wait", "99")]
    [InlineData("pause")]
    [InlineData("status", "--server", "ftp://elsewhere")]
    [InlineData("backup")]
    [InlineData("export", "--after", "yesterday")]
    [InlineData("export", "--after", "evt_01")]
    public async Task What_makes_no_sense_ends_with_2_and_words(params string[] arguments)
    {
        var line = new CommandLine();

        Assert.Equal(ExitCode.Usage, await line.RunAsync(arguments));
        Assert.NotEmpty(line.Error.ToString().Trim());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("events", "--help")]
    public async Task Help_and_version_are_no_mistakes(params string[] arguments)
    {
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync(arguments));
        Assert.NotEmpty(line.Out.ToString());
    }

    [Fact]
    public async Task A_mistake_is_shown_without_burying_it_under_the_help()
    {
        var line = new CommandLine();

        await line.RunAsync("events", "--no-such-option");

        Assert.Empty(line.Out.ToString().Trim());
        Assert.Contains("--no-such-option", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_begins_with_an_at_sign_is_not_a_file()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events", """{"items":[],"next":null}""");
        var line = new CommandLine();

        Assert.Equal(ExitCode.Done, await line.RunAsync("events", "--server", server.Address, "--key", "@someone"));
        Assert.Contains("key=%40someone", server.Requests.Single().Target, StringComparison.Ordinal);
    }
}
