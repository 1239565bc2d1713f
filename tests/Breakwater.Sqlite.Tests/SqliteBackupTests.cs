using Breakwater.Model;
using Breakwater.Sqlite.Copying;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>A copy is one moment of the store, whole and checked, or it is not there; and nobody waits for it.</summary>
public sealed class SqliteBackupTests : IDisposable
{
    private readonly Samples samples = new(seed: 5);
    private readonly string folder = Directory.CreateTempSubdirectory("breakwater-backup-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(folder, "copy.db");

    [Fact]
    public async Task The_writer_goes_on_while_it_is_made_and_the_copy_is_the_moment_it_began()
    {
        await using var place = new SqlitePlace();
        await using var store = await place.OpenSqliteAsync();
        var before = await RecordAsync(store, 60);
        var meanwhile = 0;
        var last = (Copied: 0L, All: 0L);

        var size = await SqliteBackup.CopyAsync(place.File, Target, Progress, Cancellation);

        Assert.True(meanwhile > 1, "the copy was made in more than one portion");
        Assert.Equal(last.All, last.Copied);
        Assert.Equal(new FileInfo(Target).Length, size);
        await using var copy = await OpenAsync(Target);
        Assert.Equal(before.Select(e => e.Id).Reverse(), await IdsAsync(copy));
        Assert.Equal(60 + meanwhile, (await IdsAsync(store)).Count);

        void Progress(long copied, long all)
        {
            Assert.InRange(copied, last.Copied, all);
            last = (copied, all);
            // A commit between two portions: it does not wait, and the copy does not begin anew.
            store.Events.RecordAsync([samples.Recording($"meanwhile-{meanwhile++}", "crm")], Cancellation).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation).GetAwaiter().GetResult();
        }
    }

    [Fact]
    public async Task A_copy_of_a_store_that_nobody_has_open_is_one_file_and_the_same()
    {
        await using var place = new SqlitePlace();
        await using (var store = await place.OpenSqliteAsync())
        {
            await RecordAsync(store, 3);
        }

        await SqliteBackup.CopyAsync(place.File, Target, (_, _) => { }, Cancellation);

        Assert.Equal(["copy.db"], Directory.GetFiles(folder).Select(Path.GetFileName));
        await using var copy = await OpenAsync(Target);
        Assert.Equal(3, (await IdsAsync(copy)).Count);
        Assert.Equal(3, (await copy.Search.CountsAsync(Cancellation)).Deliveries.Single().Count);
    }

    [Fact]
    public async Task What_only_the_log_of_a_killed_process_holds_is_in_the_copy()
    {
        await using var place = new SqlitePlace();
        var store = await place.OpenSqliteAsync();
        await RecordAsync(store, 5);
        var killed = Path.Combine(folder, "killed.db");
        File.Copy(place.File, killed);
        File.Copy(place.File + "-wal", killed + "-wal");
        await store.DisposeAsync();

        await SqliteBackup.CopyAsync(killed, Target, (_, _) => { }, Cancellation);

        await using var copy = await OpenAsync(Target);
        Assert.Equal(5, (await IdsAsync(copy)).Count);
    }

    [Fact]
    public async Task It_replaces_nothing()
    {
        await using var place = new SqlitePlace();
        await using var store = await place.OpenSqliteAsync();
        await File.WriteAllTextAsync(Target, "precious", Cancellation);

        var refused = await RefusedAsync(place.File);

        Assert.Contains("is there already", refused, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(Target, Cancellation));
        Assert.Throws<StoreRefusedException>(() => SqliteBackup.SizeToCopy(place.File, Target));
    }

    [Fact]
    public async Task An_unfinished_copy_of_another_backup_is_left_alone()
    {
        await using var place = new SqlitePlace();
        await using var store = await place.OpenSqliteAsync();
        await File.WriteAllTextAsync(Target + ".unfinished", "under way", Cancellation);

        Assert.Contains("remove it", await RefusedAsync(place.File), StringComparison.Ordinal);
        Assert.Equal("under way", await File.ReadAllTextAsync(Target + ".unfinished", Cancellation));
    }

    [Fact]
    public async Task A_damaged_store_makes_no_copy_and_says_which_page()
    {
        await using var place = new SqlitePlace();
        await using (var store = await place.OpenSqliteAsync())
        {
            await RecordAsync(store, 40);
        }

        var damaged = Damage(place.File);

        Assert.Contains($"page {damaged}", await RefusedAsync(place.File), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task What_is_stopped_leaves_nothing()
    {
        await using var place = new SqlitePlace();
        await using var store = await place.OpenSqliteAsync();
        await RecordAsync(store, 60);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SqliteBackup.CopyAsync(place.File, Target, (_, _) => stop.Cancel(), stop.Token));

        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_store_or_a_folder_that_is_not_there_is_named()
    {
        await using var place = new SqlitePlace();
        await using var store = await place.OpenSqliteAsync();

        Assert.Contains("no.db is not there", await RefusedAsync(Path.Combine(folder, "no.db")), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<StoreRefusedException>(
            () => SqliteBackup.CopyAsync(place.File, Path.Combine(folder, "no", "copy.db"), (_, _) => { }, Cancellation));
        Assert.Contains("does not exist", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "no.db")));
    }

    [Fact]
    public async Task A_database_of_another_program_is_not_copied()
    {
        var other = Path.Combine(folder, "other.db");
        using (var connection = Connection.Open(other, create: true))
        {
            connection.Execute("CREATE TABLE customers (id INTEGER PRIMARY KEY)");
        }

        Assert.Contains("another program", await RefusedAsync(other), StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Task<SqliteStore> OpenAsync(string path) =>
        SqliteStore.OpenAsync(new SqliteOptions { Path = path, CacheMiB = 2 }, TimeProvider.System, NullLogger.Instance, Cancellation);

    private static async Task<IReadOnlyList<EventId>> IdsAsync(SqliteStore store) =>
        [.. (await store.Search.EventsAsync(new EventFilter(), new PageRequest(500, null), Cancellation)).Items.Select(line => line.Event.Id)];

    /// <summary>Destroys the root page of the events' table.</summary>
    private static long Damage(string file)
    {
        long page;
        using (var connection = Connection.Open(file))
        {
            page = connection.Scalar("SELECT rootpage FROM sqlite_schema WHERE name = 'events'")!.Value;
        }

        using var bytes = File.OpenWrite(file);
        bytes.Position = (page - 1) * 8192;
        bytes.Write(Enumerable.Repeat((byte)0xA5, 8192).ToArray());
        return page;
    }

    private async Task<string> RefusedAsync(string path) =>
        (await Assert.ThrowsAsync<StoreRefusedException>(() => SqliteBackup.CopyAsync(path, Target, (_, _) => { }, Cancellation))).Message;

    private async Task<List<Event>> RecordAsync(SqliteStore store, int count)
    {
        var group = Enumerable.Range(0, count).Select(n => samples.Recording(samples.Event($"id-{n}", bodyLength: 60_000), "crm")).ToList();
        await store.Events.RecordAsync(group, Cancellation);
        return [.. group.Select(recording => recording.Event)];
    }
}
