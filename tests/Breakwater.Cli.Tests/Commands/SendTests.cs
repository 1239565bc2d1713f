using System.Text.Json;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class SendTests : IDisposable
{
    private const string Accepted = """{"id":"evt_1","duplicate":false}""";

    private readonly TemporaryFolder folder = new();

    public SendTests() => folder.Write(
        "breakwater.yaml",
        """
        listen: { ingress: "http://0.0.0.0:1" }
        sources:
          hub: { provider: github, secret: own secret }
          pay: { provider: stripe, secret: whsec_own }
          erp: { verify: { scheme: token, header: X-Token, secret: t0ken }, event: { id: "header:X-Id", type: /event, key: /order/id } }
          open: { verify: none }
        """);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_sample_is_sent_to_the_source_signed_as_its_provider_does()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /in/hub", Accepted, 202);
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Done, await line.RunAsync("send", "hub", "--to", server.Address, "--type", "star.created", "--key", "octo/one", "--json"));
        var (_, _, body, headers) = Assert.Single(server.Requests);
        var request = new SignedRequest { Method = "POST", Url = "/", Headers = [.. headers], Body = System.Text.Encoding.UTF8.GetBytes(body) };
        var provider = ProviderCatalog.Find("github")!;
        Assert.True(Scheme("own secret").Verify(request, CommandLine.Now, TimeSpan.Zero).Valid);
        var reading = new IdentityReader(provider.Identity).Read(request);
        Assert.Equal(("star.created", "octo/one"), (reading.Type, reading.Key));
        using var json = JsonDocument.Parse(Assert.Single(line.Lines));
        Assert.Equal("evt_1", json.RootElement.GetProperty("event").GetString());
        Assert.Equal(reading.Id, json.RootElement.GetProperty("idempotencyId").GetString());
    }

    [Fact]
    public async Task Many_have_ids_of_their_own_and_duplicates_share_one()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /in/pay", Accepted, 202);
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Done, await line.RunAsync("send", "pay", "--to", server.Address, "--count", "5", "--duplicate", "--shuffle"));
        var bodies = server.Requests.Select(request => request.Body).ToArray();
        Assert.Equal(10, bodies.Length);
        Assert.All(bodies.GroupBy(body => body), group => Assert.Equal(2, group.Count()));
        Assert.NotEqual(bodies[0], bodies.First(body => body != bodies[0]));
        Assert.Contains(Enumerable.Range(0, 5), pair => bodies[2 * pair] != bodies[(2 * pair) + 1]);
    }

    [Fact]
    public async Task A_file_is_sent_byte_for_byte()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /in/hub", Accepted, 202);
        folder.Write("body.json", "{ \"a\": 1 }\n");
        Assert.Equal(ExitCode.Done, await new CommandLine { Folder = folder.Root }.RunAsync("send", "hub", "body.json", "--to", server.Address));
        Assert.Equal("{ \"a\": 1 }\n", Assert.Single(server.Requests).Body);
    }

    [Theory]
    [InlineData(401, ExitCode.Done)]
    [InlineData(202, ExitCode.Failed)]
    public async Task A_bad_signature_is_well_formed_and_ought_to_be_refused(int status, int code)
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /in/hub", """{"title":"Unauthorized","detail":"the signature does not match"}""", status);
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(code, await line.RunAsync("send", "hub", "--to", server.Address, "--bad-signature"));
        var (_, _, body, headers) = Assert.Single(server.Requests);
        var request = new SignedRequest { Method = "POST", Url = "/", Headers = [.. headers], Body = System.Text.Encoding.UTF8.GetBytes(body) };
        Assert.Equal("signature-mismatch", Scheme("own secret").Verify(request, CommandLine.Now, TimeSpan.Zero).Code);
        Assert.Contains("the signature does not match", line.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_fails()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /in/hub", """{"title":"Unprocessable"}""", 422);
        Assert.Equal(ExitCode.Failed, await new CommandLine { Folder = folder.Root }.RunAsync("send", "hub", "--to", server.Address));
    }

    [Fact]
    public async Task A_dry_run_shows_the_request_and_no_secret()
    {
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Done, await line.RunAsync("send", "erp", "--dry-run", "--type", "order.paid", "--key", "o-1"));
        Assert.Equal("POST http://127.0.0.1:1/in/erp", line.Lines[0]);
        Assert.Contains("X-Token: ***", line.Lines);
        Assert.Contains(line.Lines, text => text.StartsWith("X-Id: ", StringComparison.Ordinal));
        Assert.Contains("\"event\":\"order.paid\"", line.Lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_door_that_cannot_be_reached_has_an_exit_code_of_its_own()
    {
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Unreachable, await line.RunAsync("send", "hub"));
        Assert.Contains("http://127.0.0.1:1 is not reachable", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("hub", "missing.json")]
    [InlineData("hub", "--count", "0")]
    [InlineData("hub", "--to", "ftp://x")]
    [InlineData("open", "--bad-signature")]
    public async Task What_makes_no_sense_is_a_matter_of_usage(params string[] arguments)
    {
        var line = new CommandLine { Folder = folder.Root };
        Assert.Equal(ExitCode.Usage, await line.RunAsync(["send", .. arguments]));
        Assert.NotEmpty(line.Error.ToString());
    }

    private static ISignatureScheme Scheme(string secret) => ProviderCatalog.Find("github")!.Scheme(
        new ProviderConfig(new Dictionary<string, IReadOnlyList<string>> { ["secret"] = [secret] }));
}
