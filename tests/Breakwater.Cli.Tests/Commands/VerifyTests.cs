using System.Text.Json;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class VerifyTests : IDisposable
{
    // printf '%s' '{"id":"a-1","total":"1.10"}' | openssl dgst -sha256 -hmac 'own secret'
    private const string Signature = "sha256=846bba13c12f302af488544a0b05b3a641be09a1756f0efe534fdc4c35304ecd";

    private const string Body = """{"id":"a-1","total":"1.10"}""";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_genuine_request_is_called_so_and_read()
    {
        folder.Write("request.http", $"POST /in/hub HTTP/1.1\nX-GitHub-Event: push\nX-GitHub-Delivery: d-1\nX-Hub-Signature-256: {Signature}\n\n{Body}");
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Done, await line.RunAsync("verify", "--provider", "github", "--secret", "own secret", "--request", "request.http"));
        Assert.StartsWith("genuine for provider github", line.Lines[0], StringComparison.Ordinal);
        Assert.Contains(line.Lines, text => text.StartsWith("id", StringComparison.Ordinal) && text.EndsWith("d-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_of_the_configuration_verifies_with_its_own_secret()
    {
        folder.Write("breakwater.yaml", "sources:\n  hub: { provider: github, secret: own secret }\n");
        folder.Write("body.json", Body);
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Done, await line.RunAsync("verify", "hub", "--body", "body.json", "--header", $"X-Hub-Signature-256: {Signature}", "--json"));
        using var json = JsonDocument.Parse(line.Out.ToString());
        Assert.True(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(64, json.RootElement.GetProperty("event").GetProperty("id").GetString()!.Length);
    }

    [Fact]
    public async Task A_request_that_is_not_genuine_says_why_and_fails()
    {
        folder.Write("body.json", Body + "\n");
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Failed, await line.RunAsync("verify", "--provider", "github", "--secret", "own secret", "--body", "body.json", "--header", $"X-Hub-Signature-256: {Signature}"));
        Assert.StartsWith("not genuine for provider github: the signature in X-Hub-Signature-256 does not match this body", line.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("own secret", line.Out.ToString() + line.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1767225660")]
    [InlineData("2026-01-01T00:01:00Z")]
    public async Task An_old_request_is_judged_at_the_moment_of_its_arrival(string at)
    {
        // printf '%s' "1767225600.$body" | openssl dgst -sha256 -hmac whsec_own
        const string Header = "Stripe-Signature: t=1767225600,v1=0091d2a712ade613463cfcce62af2854b61966bc2cd9f31a69d67dc94a830ccb";
        folder.Write("body.json", Body);
        string[] arguments = ["verify", "--provider", "stripe", "--secret", "whsec_own", "--body", "body.json", "--header", Header];
        var late = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Failed, await late.RunAsync(arguments));
        Assert.Contains("signed 30 d 12 h ago", late.Lines[0], StringComparison.Ordinal);
        Assert.Contains("--at TIME", late.Lines[0], StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await new CommandLine { Folder = folder.Root }.RunAsync([.. arguments, "--at", at]));
    }

    [Fact]
    public async Task Vectors_print_a_line_each_and_the_exit_code_says_whether_the_file_agrees()
    {
        folder.Write("right.json", Vectors("github", valid: "true"));
        folder.Write("wrong.json", Vectors("github", valid: "false"));
        folder.Write("later.json", Vectors("later", valid: "true"));
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Done, await line.RunAsync("verify", "--vectors", "right.json", "--json"));
        using var json = JsonDocument.Parse(Assert.Single(line.Lines));
        Assert.Equal(["name", "valid", "reason"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.True(json.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(ExitCode.Failed, await new CommandLine { Folder = folder.Root }.RunAsync("verify", "--vectors", "wrong.json", "--json"));
        var later = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Usage, await later.RunAsync("verify", "--vectors", "later.json", "--json"));
        Assert.Contains("provider later is not supported yet", Assert.Single(later.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("verify", "hub", "--provider", "github")]
    [InlineData("verify", "--provider", "nobody", "--body", "body.json")]
    [InlineData("verify", "--provider", "github", "--body", "body.json")]
    [InlineData("verify", "--provider", "github", "--secret", "s")]
    [InlineData("verify", "--provider", "github", "--secret", "s", "--body", "missing.json")]
    [InlineData("verify", "--provider", "github", "--secret", "s", "--body", "body.json", "--header", "no colon")]
    [InlineData("verify", "--provider", "github", "--secret", "s", "--body", "body.json", "--at", "yesterday")]
    [InlineData("verify", "--provider", "github", "--secret", "s", "--request", "body.json")]
    [InlineData("verify", "--vectors", "body.json")]
    [InlineData("verify", "hub", "--body", "body.json")]
    public async Task What_makes_no_sense_is_a_matter_of_usage(params string[] arguments)
    {
        folder.Write("body.json", Body);
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Usage, await line.RunAsync(arguments));
        Assert.NotEmpty(line.Error.ToString());
        Assert.Empty(line.Out.ToString());
    }

    private static string Vectors(string provider, string valid) => $$"""
        {"provider":"{{provider}}","vectors":[{"name":"one","config":{"secret":"own secret"},"method":"POST",
         "headers":[["X-Hub-Signature-256","{{Signature}}"]],"body":{{JsonSerializer.Serialize(Body)}},"valid":{{valid}}}]}
        """;
}
