using Breakwater.Cli.Dev;
using Breakwater.Cli.Output;
using Breakwater.Observing;
using Xunit;

namespace Breakwater.Cli.Tests.Dev;

public sealed class DevTests
{
    private static readonly Uri Target = new("http://localhost:3000/hooks");

    [Theory]
    [InlineData("http://localhost:3000/hooks?a=b&c=${HOME}")]
    [InlineData("http://localhost:3000/\"},evil:{\"")]
    public void The_target_is_a_value_and_cannot_change_the_configuration(string url)
    {
        var settings = DevConfiguration.Settings(new Uri(url), 0, 0, "/tmp/dev/breakwater.db");

        Assert.Equal(new Uri(url), settings.Destinations.Values.Single().Url);
        Assert.Equal(["dev"], settings.Sources.Keys);
        Assert.Equal("/tmp/dev/breakwater.db", settings.Store.Sqlite);
    }

    [Fact]
    public void It_tries_again_soon_and_for_a_week()
    {
        var retry = DevConfiguration.Settings(Target, 0, 0, "/tmp/dev/breakwater.db").Destinations.Values.Single().Retry;

        Assert.Equal(TimeSpan.FromSeconds(1), retry.First);
        Assert.Equal(TimeSpan.FromSeconds(10), retry.Max);
        Assert.Equal(TimeSpan.FromDays(7), retry.GiveUpAfter);
        // With full jitter a wait is half its bound on average: the week is what ends it.
        Assert.True(retry.MaxAttempts > TimeSpan.FromDays(7) / (retry.Max / 2));
    }

    [Theory]
    [InlineData("--to", "localhost:3000")]
    [InlineData("--to", "nothing")]
    [InlineData("--to", "http://localhost:3000", "--port", "70000")]
    [InlineData("--port", "8080")]
    public async Task What_makes_no_sense_ends_with_2(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, await new CommandLine().RunAsync(["dev", .. arguments]));

    [Fact]
    public void A_target_that_is_down_is_said_once_and_so_is_its_return()
    {
        var line = new CommandLine();
        var lines = new DevLines(new Screen(line.Context), Target, line.Clock);
        var failed = Notice("delivery.retrying") with { Text = "connection refused" };

        lines.Show(failed);
        lines.Show(failed);
        lines.Show(Notice("delivery.delivered") with { Status = 204, DurationMs = 12 });
        lines.Show(Notice("delivery.delivered") with { Status = 204, DurationMs = 13 });

        Assert.Collection(
            line.Lines,
            said => Assert.Contains("does not answer: connection refused", said, StringComparison.Ordinal),
            said => Assert.Contains("is back", said, StringComparison.Ordinal),
            said => Assert.Contains("<-- 204 in 12 ms", said, StringComparison.Ordinal),
            said => Assert.Contains("<-- 204 in 13 ms", said, StringComparison.Ordinal));
    }

    [Fact]
    public void An_answer_that_is_an_error_is_an_attempt_of_a_target_that_is_up()
    {
        var line = new CommandLine();
        var lines = new DevLines(new Screen(line.Context), Target, line.Clock);

        lines.Show(Notice("event.recorded") with { Type = "/any/path" });
        lines.Show(Notice("delivery.retrying") with { Status = 500, DurationMs = 3, NextAttemptAt = CommandLine.Now.AddSeconds(2) });

        Assert.Collection(
            line.Lines,
            said => Assert.Contains("--> /any/path", said, StringComparison.Ordinal),
            said => Assert.Contains("<-- 500 in 3 ms, again in 2 s", said, StringComparison.Ordinal));
    }

    private static Notice Notice(string kind) => new() { At = CommandLine.Now, Kind = kind, Attempt = 1 };
}
