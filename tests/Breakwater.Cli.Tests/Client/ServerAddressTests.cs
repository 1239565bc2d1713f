using Breakwater.Cli.Client;
using Xunit;

namespace Breakwater.Cli.Tests.Client;

public sealed class ServerAddressTests
{
    [Fact]
    public void What_is_said_comes_before_the_environment()
    {
        var line = new CommandLine { Environment = { ["BREAKWATER_SERVER"] = "http://from-environment:1" } };

        Assert.Equal("http://said:2/", ServerAddress.Find(line.Context, "http://said:2").AbsoluteUri);
        Assert.Equal("http://from-environment:1/", ServerAddress.Find(line.Context, null).AbsoluteUri);
    }

    [Theory]
    [InlineData("localhost:8081", "http://localhost:8081/")]
    [InlineData("https://ops.example.com/breakwater", "https://ops.example.com/breakwater")]
    [InlineData("http://0.0.0.0:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://[::]:8081", "http://[::1]:8081/")]
    public void An_address_is_one_to_connect_to(string said, string address) =>
        Assert.Equal(address, ServerAddress.Find(new CommandLine().Context, said).AbsoluteUri);

    [Theory]
    [InlineData("ftp://elsewhere")]
    [InlineData("http://user:secret@elsewhere")]
    [InlineData("http://")]
    public void Anything_else_is_refused(string said) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<StopException>(() => ServerAddress.Find(new CommandLine().Context, said)).ExitCode);
}
