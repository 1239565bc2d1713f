using Breakwater.Sqlite.Native;
using Breakwater.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>A store that cannot be trusted does not open, and says what, where and what to do.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("breakwater-opening-").FullName;

    private string Database => Path.Combine(folder, "data", "breakwater.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_folder_and_the_file_are_made()
    {
        await using (await OpenAsync(Database))
        {
            Assert.True(File.Exists(Database));
        }

        Assert.False(File.Exists(Database + ".new"));
        await using var again = await OpenAsync(Database);
        Assert.Equal(0, again.LastId);
    }

    [Fact]
    public async Task A_folder_below_a_missing_one_is_refused() =>
        await RefusedAsync(Path.Combine(folder, "not", "there", "breakwater.db"), "does not exist", "correct the path");

    [Fact]
    public async Task A_folder_that_is_a_file_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "data"), "a file", Cancellation);
        await RefusedAsync(Database, "cannot be made", "correct the path");
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(Database);
        await RefusedAsync(Database, "is a folder");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_refused()
    {
        if (OperatingSystem.IsLinux())
        {
            await RefusedAsync("/proc/self/breakwater.db", "cannot be written", "/proc/self");
        }
    }

    [Fact]
    public async Task A_read_only_file_is_refused()
    {
        await MakeAsync();
        File.SetAttributes(Database, FileAttributes.ReadOnly);
        await RefusedAsync(Database, "read-only", "right to write");
        File.SetAttributes(Database, FileAttributes.Normal);
    }

    [Fact]
    public async Task An_empty_file_is_refused_and_stays_empty()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        await File.WriteAllBytesAsync(Database, [], Cancellation);
        await RefusedAsync(Database, "is empty", "backup");
        Assert.Equal(0, new FileInfo(Database).Length);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_file_that_is_no_database_is_refused_and_stays_as_it_is(int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        var bytes = Enumerable.Range(0, length).Select(n => (byte)n).ToArray();
        await File.WriteAllBytesAsync(Database, bytes, Cancellation);
        await RefusedAsync(Database, "not a SQLite database");
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Database, Cancellation));
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused()
    {
        await MakeAsync();
        await using (var file = File.OpenWrite(Database))
        {
            file.SetLength(4_000);
        }

        await RefusedAsync(Database, "cut off");
    }

    [Fact]
    public async Task A_destroyed_page_is_refused()
    {
        await MakeAsync();
        await using (var file = File.OpenWrite(Database))
        {
            file.Position = 100;
            file.Write(new byte[8_000]);
        }

        await RefusedAsync(Database, "damaged", "backup");
    }

    [Fact]
    public async Task A_log_without_its_database_is_refused()
    {
        await MakeAsync();
        File.Move(Database, Database + ".moved");
        await File.WriteAllBytesAsync(Database + "-wal", new byte[100], Cancellation);
        await RefusedAsync(Database, "is missing", "move the log away");
        Assert.False(File.Exists(Database));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        using (var other = Connection.Open(Database, create: true))
        {
            other.Execute("CREATE TABLE customers (id INTEGER PRIMARY KEY)");
        }

        await RefusedAsync(Database, "another program");
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_both_versions()
    {
        await MakeAsync();
        using (var newer = Connection.Open(Database))
        {
            newer.Execute("PRAGMA user_version = 9");
        }

        await RefusedAsync(Database, "schema version 9", "versions up to 8", "newer program");
    }

    [Fact]
    public async Task An_unfinished_file_of_a_killed_start_is_made_anew()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        await File.WriteAllTextAsync(Database + ".new", "half", Cancellation);
        await using var store = await OpenAsync(Database);
        await store.ProbeAsync(Cancellation);
    }

    [Fact]
    public async Task A_second_opening_is_refused_and_names_the_holder()
    {
        await using (await OpenAsync(Database))
        {
            await RefusedAsync(
                Database, "used by another process", $"process {Environment.ProcessId} on {Environment.MachineName} since 2026-03-01T00:00:00Z");
        }

        await using var after = await OpenAsync(Database);
    }

    private static async Task RefusedAsync(string path, params string[] words)
    {
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(path));
        Assert.Contains(Path.GetFileName(Path.GetDirectoryName(path))!, refused.Message, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
    }

    private async Task MakeAsync()
    {
        await using var store = await OpenAsync(Database);
    }

    private static Task<SqliteStore> OpenAsync(string path) => SqliteStore.OpenAsync(
        new SqliteOptions { Path = path, CacheMiB = 2 },
        new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero)), NullLogger.Instance, Cancellation);
}
