using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Breakwater.Sqlite;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Database => folder.PathOf("data/breakwater.db");

    [Fact]
    public async Task When_all_is_well_every_line_is_ok_and_it_ends_with_0()
    {
        await using var server = await ServerAsync();
        await using var destination = await CannedServer.StartAsync();
        await MakeStoreAsync();
        Configure(server.Address, destination.Address, allow: true);
        var line = await DoctorAsync(ExitCode.Done, AtNow(destination));

        Assert.All(line.Lines, words => Assert.StartsWith("ok ", words, StringComparison.Ordinal));
        foreach (var about in new[] { "configuration", "store", "store schema", "store pages", "disk", "server", "destination orders", "clock" })
        {
            Assert.Contains(line.Lines, words => words[6..].StartsWith(about + "  ", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task No_event_is_sent_only_the_headers_of_the_root_are_asked_for()
    {
        await using var server = await ServerAsync();
        await using var destination = await CannedServer.StartAsync();
        Configure(server.Address, destination.Address, allow: true);
        await DoctorAsync(ExitCode.Done, AtNow(destination));

        var request = Assert.Single(destination.Requests);
        Assert.Equal(("HEAD", "/", ""), (request.Method, request.Target, request.Body));
        Assert.Equal(new Uri(destination.Address).Authority, request.Headers["Host"]);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Fact]
    public async Task A_private_address_is_not_connected_to_and_said_to_be_refused()
    {
        await using var server = await ServerAsync();
        await using var destination = await CannedServer.StartAsync();
        Configure(server.Address, destination.Address, allow: false);
        var line = await DoctorAsync(ExitCode.Failed, AtNow(server));

        var words = Line(line, "fail", "destination orders");
        Assert.Contains("127.0.0.1 (loopback)", words, StringComparison.Ordinal);
        Assert.Contains("network.allow", words, StringComparison.Ordinal);
        Assert.Empty(destination.Requests);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_and_a_port_that_refuses_are_told_apart()
    {
        Configure("http://127.0.0.1:1", "http://127.0.0.1:1", allow: true);
        Assert.Contains("no connection to 127.0.0.1:1", Line(await DoctorAsync(ExitCode.Failed), "fail", "destination orders"), StringComparison.Ordinal);

        Configure("http://127.0.0.1:1", "http://no-such-host.invalid", allow: true);
        Assert.Contains("no-such-host.invalid was not found", Line(await DoctorAsync(ExitCode.Failed), "fail", "destination orders"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_destination_that_speaks_no_TLS_or_shows_nothing_trusted_is_told()
    {
        await using var destination = await CannedServer.StartAsync();
        Configure("http://127.0.0.1:1", destination.Address.Replace("http://", "https://", StringComparison.Ordinal), allow: true);

        Assert.Contains("TLS failed", Line(await DoctorAsync(ExitCode.Failed), "fail", "destination orders"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_told_and_nothing_is_sent_after_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var key = RSA.Create(2048);
        using var own = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(CommandLine.Now.AddYears(-1), CommandLine.Now.AddYears(5));
        var received = ReceivedAsync(listener, own);
        Configure("http://127.0.0.1:1", $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}", allow: true);

        var words = Line(await DoctorAsync(ExitCode.Failed), "fail", "destination orders");
        Assert.Contains("certificate is not", words, StringComparison.Ordinal);
        Assert.Contains("trusted ones", words, StringComparison.Ordinal);
        Assert.Equal(0, await received);
    }

    [Fact]
    public async Task Mistakes_of_the_configuration_are_told_and_the_rest_is_left()
    {
        folder.Write("breakwater.yaml", "destinations:\n  b: { url: http://example.com, tiemout: 3s }\nsources:\n  a: { verify: nonne }\n");
        var line = await DoctorAsync(ExitCode.Failed);

        Assert.Equal(2, line.Lines.Count(words => words.StartsWith("fail  configuration", StringComparison.Ordinal)));
        Assert.DoesNotContain(line.Lines, words => words.Contains("store", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_page_is_named()
    {
        await MakeStoreAsync();
        Configure("http://127.0.0.1:1", destination: null, allow: true);
        DamagePage(6);

        foreach (var arguments in new[] { new[] { "doctor", "--deep" }, ["doctor"] })
        {
            var line = new CommandLine { Folder = folder.Root };
            Assert.Equal(ExitCode.Failed, await line.RunAsync(arguments));
            var words = Line(line, "fail", "store pages");
            Assert.Contains("page 6", words, StringComparison.Ordinal);
            Assert.Contains("restore a backup", words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_told_and_left_alone()
    {
        Directory.CreateDirectory(folder.PathOf("data"));
        folder.Write("data/breakwater.db", new string('x', 10_000));
        Configure("http://127.0.0.1:1", destination: null, allow: true);

        Assert.Contains("not a SQLite database", Line(await DoctorAsync(ExitCode.Failed), "fail", "store"), StringComparison.Ordinal);
        Assert.Equal(new string('x', 10_000), await File.ReadAllTextAsync(Database, Cancellation));
    }

    [Fact]
    public async Task Who_holds_the_store_is_named_and_missed_when_no_server_answers()
    {
        Configure("http://127.0.0.1:1", destination: null, allow: true);
        Directory.CreateDirectory(folder.PathOf("data"));
        await using var store = await OpenAsync();
        var line = await DoctorAsync(ExitCode.Failed);

        Assert.Contains($"open by process {Environment.ProcessId} on ", Line(line, "ok", "store"), StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", Line(line, "fail", "server"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_store_and_a_server_it_says_so_and_nothing_fails()
    {
        Configure("http://127.0.0.1:1", destination: null, allow: true);
        var line = await DoctorAsync(ExitCode.Done);

        Assert.Contains("not there yet", Line(line, "ok", "store"), StringComparison.Ordinal);
        Assert.Contains("breakwater run", Line(line, "warn", "server"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.PathOf("data")));
    }

    [Theory]
    [InlineData(503, """{"status":"unready","reasons":["the disk is full"]}""", "fail", "the disk is full")]
    [InlineData(200, """{"status":"degraded","reasons":["the configuration file is not in force"]}""", "warn", "not in force")]
    [InlineData(200, "{}", "warn", "not as Breakwater does")]
    [InlineData(404, "no", "warn", "404")]
    public async Task What_readyz_says_is_told(int status, string body, string verdict, string words)
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /readyz", body, status);
        Configure(server.Address, destination: null, allow: true);
        var line = AtNow(server);
        await line.RunAsync("doctor");

        Assert.Contains(words, Line(line, verdict, "server"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-600, "fail", "10 min behind")]
    [InlineData(600, "fail", "10 min ahead")]
    [InlineData(120, "warn", "2 min ahead")]
    [InlineData(3, "ok", "as the server")]
    public async Task A_clock_that_would_break_signatures_is_told(int ahead, string verdict, string words)
    {
        await using var server = await ServerAsync();
        Configure(server.Address, destination: null, allow: true);
        var line = new CommandLine { Folder = folder.Root };
        line.Clock.Advance(TimeSpan.FromMilliseconds(500));
        server.On("GET /readyz", async http =>
        {
            http.Response.Headers.Date = line.Clock.GetUtcNow().AddSeconds(-ahead).ToString("R");
            await http.Response.WriteAsync("""{"status":"ready","reasons":[]}""");
        });
        await line.RunAsync("doctor");

        Assert.Contains(words, Line(line, verdict, "clock"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_one_line_of_JSON()
    {
        Configure("http://127.0.0.1:1", "http://127.0.0.1:1", allow: true);
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Failed, await line.RunAsync("doctor", "--json"));

        using var json = JsonDocument.Parse(Assert.Single(line.Lines));
        Assert.False(json.RootElement.GetProperty("healthy").GetBoolean());
        var failed = Assert.Single(json.RootElement.GetProperty("checks").EnumerateArray(), check => check.GetProperty("result").GetString() == "fail");
        Assert.Equal("destination orders", failed.GetProperty("check").GetString());
        Assert.NotEmpty(failed.GetProperty("advice").GetString()!);
    }

    [Fact]
    public async Task A_destination_that_accepts_and_stays_silent_is_reached_and_tells_no_time()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        Configure("http://127.0.0.1:1", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", allow: true);
        var accepted = AcceptAndCloseAsync(silent);

        Assert.Contains("reached at 127.0.0.1", Line(await DoctorAsync(ExitCode.Done), "ok", "destination orders"), StringComparison.Ordinal);
        await accepted;
    }

    public void Dispose() => folder.Dispose();

    private static async Task AcceptAndCloseAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        await client.GetStream().ReadExactlyAsync(new byte[10], Cancellation);
    }

    /// <summary>How many bytes come through TLS before the other side has had enough.</summary>
    private static async Task<int> ReceivedAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        await using var secure = new SslStream(client.GetStream());
        try
        {
            await secure.AuthenticateAsServerAsync(certificate);
            return await secure.ReadAsync(new byte[100], Cancellation);
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return 0;
        }
    }

    private static async Task<CannedServer> ServerAsync() =>
        (await CannedServer.StartAsync()).On("GET /readyz", """{"status":"ready","reasons":[]}""");

    private static string Line(CommandLine line, string verdict, string about) =>
        Assert.Single(line.Lines, words => words.StartsWith($"{verdict,-6}{about}  ", StringComparison.Ordinal));

    /// <summary>A command line whose clock goes as the real servers' do.</summary>
    private CommandLine AtNow(CannedServer server)
    {
        using var http = new HttpClient();
        using var response = http.Send(new HttpRequestMessage(HttpMethod.Get, server.Address + "/readyz"), Cancellation);
        var line = new CommandLine { Folder = folder.Root };
        line.Clock.SetUtcNow(response.Headers.Date!.Value);
        server.Requests.Clear();
        return line;
    }

    private async Task<CommandLine> DoctorAsync(int exitCode, CommandLine? line = null)
    {
        line ??= new CommandLine { Folder = folder.Root };
        var code = await line.RunAsync("doctor");
        Assert.True(exitCode == code, $"{code}: {line.Out}{line.Error}");
        return line;
    }

    private void Configure(string server, string? destination, bool allow) => folder.Write("breakwater.yaml", $$"""
        listen: { admin: "{{server}}", ingress: "http://127.0.0.1:1" }
        store: { sqlite: ./data/breakwater.db }
        network: { allow: [{{(allow ? "127.0.0.0/8" : "10.0.0.0/8")}}] }
        sources: { shop: { provider: stripe, secret: whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ= } }
        {{(destination is null ? "" : $"destinations: {{ orders: {{ url: \"{destination}/hooks\", headers: {{ Authorization: \"Bearer s3cret-enough\" }} }} }}\nroutes: [ {{ from: shop, to: [orders] }} ]")}}
        """);

    private Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(new SqliteOptions { Path = Database }, TimeProvider.System, NullLogger.Instance, Cancellation);

    private async Task MakeStoreAsync()
    {
        await using var store = await OpenAsync();
    }

    private void DamagePage(int page)
    {
        using var file = File.OpenWrite(Database);
        file.Position = (page - 1) * 8192;
        file.Write(Enumerable.Repeat((byte)0xA5, 8192).ToArray());
    }
}
