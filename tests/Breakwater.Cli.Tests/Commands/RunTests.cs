using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class RunTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("breakwater-run-").FullName;

    [Fact]
    public async Task Without_a_configuration_it_ends_with_2_and_says_how_to_get_one()
    {
        var line = new CommandLine { Folder = folder };

        Assert.Equal(ExitCode.Usage, await line.RunAsync("run"));
        Assert.Contains("breakwater.yaml", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_the_configuration_is_said_at_once_with_its_place()
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "breakwater.yaml"),
            "sources:\n  a: { verify: nonne }\ndestinations:\n  b: { url: http://example.com, tiemout: 3s }\n",
            TestContext.Current.CancellationToken);
        var line = new CommandLine { Folder = folder };

        Assert.Equal(ExitCode.Usage, await line.RunAsync("run"));

        var words = line.Error.ToString();
        Assert.Contains("breakwater.yaml(2,", words, StringComparison.Ordinal);
        Assert.Contains("breakwater.yaml(4,", words, StringComparison.Ordinal);
        Assert.Contains("timeout", words, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verbs_find_the_server_through_the_configuration_here()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/events", """{"items":[],"next":null}""");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "breakwater.yaml"), $"listen: {{ admin: \"{server.Address}\" }}\n", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, await new CommandLine { Folder = folder }.RunAsync("events"));
        Assert.Single(server.Requests);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
