using Breakwater.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Cli.Tests.Commands;

public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_was_copied_how_large_it_is_and_of_which_moment()
    {
        await MakeStoreAsync();
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Done, await line.RunAsync("backup", "copy.db"));

        var words = Assert.Single(line.Lines);
        Assert.StartsWith(folder.PathOf("copy.db"), words, StringComparison.Ordinal);
        Assert.Contains("KiB", words, StringComparison.Ordinal);
        Assert.Contains("before 2026-01-31 12:00:00Z", words, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.PathOf("copy.db")));
        Assert.Empty(line.Error.ToString());
    }

    [Fact]
    public async Task A_person_at_a_terminal_sees_how_far_it_has_come()
    {
        await MakeStoreAsync();
        var line = new CommandLine { Folder = folder.Root, Terminal = true };

        Assert.Equal(ExitCode.Done, await line.RunAsync("backup", "copy.db"));
        Assert.Contains("\rchecking ", line.Out.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_replaces_no_file()
    {
        await MakeStoreAsync();
        folder.Write("copy.db", "precious");
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Failed, await line.RunAsync("backup", "copy.db"));
        Assert.Contains("is there already", line.Error.ToString(), StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(folder.PathOf("copy.db"), Cancellation));
    }

    [Fact]
    public async Task A_dry_run_makes_nothing()
    {
        await MakeStoreAsync();
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Done, await line.RunAsync("backup", "copy.db", "--dry-run"));
        Assert.StartsWith("would copy ", Assert.Single(line.Lines), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.PathOf("copy.db")));
    }

    [Fact]
    public async Task For_PostgreSQL_it_says_what_to_use()
    {
        folder.Write("breakwater.yaml", "store: { postgres: \"postgres://db/breakwater\" }\n");
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Failed, await line.RunAsync("backup", "copy.db"));
        Assert.Contains("pg_dump", line.Error.ToString(), StringComparison.Ordinal);
        Assert.Contains("pg_basebackup", line.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_is_not_valid_ends_with_2()
    {
        folder.Write("breakwater.yaml", "stoer: {}\n");
        var line = new CommandLine { Folder = folder.Root };

        Assert.Equal(ExitCode.Usage, await line.RunAsync("backup", "copy.db"));
        Assert.Contains("breakwater.yaml(1,1)", line.Error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task MakeStoreAsync()
    {
        folder.Write("breakwater.yaml", "store: { sqlite: ./data/breakwater.db }\n");
        await using var store = await SqliteStore.OpenAsync(
            new SqliteOptions { Path = folder.PathOf("data/breakwater.db") }, TimeProvider.System, NullLogger.Instance, Cancellation);
    }
}
