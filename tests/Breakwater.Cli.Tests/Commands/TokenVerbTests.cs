using System.Text.Json;
using Breakwater.Sqlite;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class TokenVerbTests : IDisposable
{
    /// <summary>Nobody listens at port 1.</summary>
    private const string Open = "listen: { admin: \"http://0.0.0.0:1\" }\nstore: { sqlite: ./b.db }\n";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_first_token_is_made_in_the_store_where_no_server_answers_and_then_the_listener_may_leave_loopback()
    {
        folder.Write("breakwater.yaml", Open);
        Assert.Equal(ExitCode.Usage, await NewLine().RunAsync("check"));

        var line = NewLine();
        Assert.Equal(ExitCode.Done, await line.RunAsync("token", "add", "ops", "--role", "admin"));
        Assert.Matches("^bwt_[A-Za-z0-9_-]{43}$", Assert.Single(line.Lines));
        Assert.Contains("It is shown this once", line.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await NewLine().RunAsync("check"));

        var list = NewLine();
        Assert.Equal(ExitCode.Done, await list.RunAsync("token", "list", "--json"));
        var token = JsonDocument.Parse(Assert.Single(list.Lines)).RootElement;
        Assert.Equal(("ops", "admin", "store", "(command line)"), (Text(token, "name"), Text(token, "role"), Text(token, "origin"), Text(token, "createdBy")));
        Assert.DoesNotContain(line.Lines[0], await File.ReadAllTextAsync(folder.PathOf("b.db"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_revoked_under_both_names_and_a_dry_run_changes_nothing()
    {
        folder.Write("breakwater.yaml", Open);
        Assert.Equal(ExitCode.Done, await NewLine().RunAsync("token", "add", "a", "--role", "read", "--dry-run"));
        Assert.False(SqliteInspection.HoldsTokens(folder.PathOf("b.db")));
        foreach (var verb in new[] { "revoke", "remove" })
        {
            Assert.Equal(ExitCode.Done, await NewLine().RunAsync("token", "add", "a", "--role", "read"));
            Assert.Equal(ExitCode.Failed, await NewLine().RunAsync("token", "add", "a", "--role", "read"));
            Assert.Equal(ExitCode.Done, await NewLine().RunAsync("token", verb, "a", "--dry-run"));
            Assert.True(SqliteInspection.HoldsTokens(folder.PathOf("b.db")));
            Assert.Equal(ExitCode.Done, await NewLine().RunAsync("token", verb, "a"));
            Assert.Equal(ExitCode.Failed, await NewLine().RunAsync("token", verb, "a"));
        }
    }

    [Fact]
    public async Task A_first_token_that_is_no_admin_says_what_that_means()
    {
        folder.Write("breakwater.yaml", Open);
        var line = NewLine();
        Assert.Equal(ExitCode.Done, await line.RunAsync("token", "add", "a", "--role", "read"));
        Assert.Contains("no token has the role admin", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_server_makes_it_and_one_that_was_named_has_to_answer()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("POST /v1/tokens", """{"name":"ci","role":"publish","token":"bwt_x","createdAt":"2026-01-31T11:57:00Z","createdBy":"ops"}""", 201);
        var line = NewLine();
        Assert.Equal(ExitCode.Done, await line.RunAsync("token", "add", "ci", "--role", "publish", "--server", server.Address, "--token", "t"));
        Assert.Equal("bwt_x", Assert.Single(line.Lines));
        Assert.Equal("""{"name":"ci","role":"publish"}""", Assert.Single(server.Requests).Body);

        Assert.Equal(ExitCode.Unreachable, await NewLine().RunAsync("token", "list", "--server", "http://127.0.0.1:1"));
    }

    [Theory]
    [InlineData("token", "add", "a b", "--role", "read")]
    [InlineData("token", "add", "a", "--role", "root")]
    [InlineData("token", "add", "a")]
    [InlineData("token", "revoke")]
    public async Task A_token_that_makes_no_sense_is_2(params string[] arguments)
    {
        folder.Write("breakwater.yaml", Open);
        Assert.Equal(ExitCode.Usage, await NewLine().RunAsync(arguments));
    }

    [Fact]
    public async Task The_audit_log_is_a_table_for_people_and_lines_of_JSON_for_programs()
    {
        await using var server = await CannedServer.StartAsync();
        server.On("GET /v1/audit", """
            {"items":[{"id":"aud_1","at":"2026-01-31T11:57:00Z","actor":"ops","action":"delivery.retry","target":"dlv_1\u001b[2J","detail":"evt_1 to crm",
             "address":"::1","node":"n1","result":"refused","reason":"it is delivered"}],"next":null}
            """);
        var line = NewLine();
        Assert.Equal(ExitCode.Done, await line.RunAsync("audit", "--actor", "ops", "--server", server.Address));
        Assert.Contains("delivery.retry", line.Lines[1], StringComparison.Ordinal);
        Assert.Contains("evt_1 to crm; it is delivered", line.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('\e', line.Lines[1]);
        Assert.Contains("actor=ops", Assert.Single(server.Requests).Target, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private CommandLine NewLine() => new() { Folder = folder.Root };

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
