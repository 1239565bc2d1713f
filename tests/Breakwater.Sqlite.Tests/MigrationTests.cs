using System.Globalization;
using System.Reflection;
using Breakwater.Model;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Opening;
using Breakwater.Storage;
using Breakwater.StoreContract;
using Xunit;

namespace Breakwater.Sqlite.Tests;

/// <summary>
/// Row 11: a kill at any moment of a migration leaves a file of the old version or of the new one, and the next start finishes. The
/// tests bring a version of their own after ours. A kill is a copy of the files as they are at that moment.
/// </summary>
public sealed class MigrationTests : IAsyncDisposable
{
    private const int Events = 200;

    /// <summary>What a migration may do: tables, columns, indexes, and every row touched.</summary>
    private static readonly string[] Second =
    [
        "CREATE TABLE owners (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
        "ALTER TABLE events ADD COLUMN owner INTEGER",
        "INSERT INTO owners SELECT id, text FROM names",
        "UPDATE events SET owner = kind",
        "UPDATE deliveries SET error = 'moved'",
        "CREATE INDEX events_by_owner ON events (owner)",
        "ALTER TABLE deliveries RENAME COLUMN replay TO replayed",
        "UPDATE events SET body = body || zeroblob(2000)",
        "DROP INDEX deliveries_by_event",
        "CREATE INDEX deliveries_by_event ON deliveries (event, id)",
    ];

    private static int Ours => SchemaVersions.Ours.Current;

    private readonly SqlitePlace place = new();
    private readonly string folder = Directory.CreateTempSubdirectory("breakwater-migration-").FullName;
    private int copies;

    public async ValueTask DisposeAsync()
    {
        await place.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Killed_at_any_statement_the_old_data_is_whole_and_the_next_start_finishes()
    {
        await FillAsync();
        for (var statements = 0; statements <= Second.Length; statements++)
        {
            var killed = await KilledAfterAsync(statements);

            Assert.Equal(Ours, Version(killed));
            await using (var old = await OpenAsync(killed))
            {
                Assert.Equal(Events, (await old.Search.EventsAsync(new EventFilter(), new PageRequest(500, null), Cancellation)).Items.Count);
            }

            Migrate(killed, Both);
            Assert.Equal((Ours + 1, Events, Events), (Version(killed), Count(killed, "events WHERE owner = kind"), Count(killed, "deliveries WHERE error = 'moved'")));
        }
    }

    [Fact]
    public async Task Killed_while_the_commit_is_written_it_is_before_or_after_and_never_between()
    {
        await FillAsync();
        var (database, log) = await MigratedAsync();
        var seen = new HashSet<long>();
        var step = Math.Max(1, (log.Length / 60) + 1);
        foreach (var length in Enumerable.Range(0, 61).Select(number => Math.Min(log.Length, number * step)))
        {
            var killed = NewPath();
            await File.WriteAllBytesAsync(killed, database, Cancellation);
            await File.WriteAllBytesAsync(killed + "-wal", log[..length], Cancellation);

            var version = Version(killed);
            seen.Add(version);
            Assert.Equal(version == Ours ? 0 : Events, Count(killed, "deliveries WHERE error = 'moved'"));
            Migrate(killed, Both);
            Assert.Equal((Ours + 1, Events), (Version(killed), Count(killed, "events WHERE owner = kind")));
        }

        Assert.Equal([Ours, Ours + 1], seen.Order());
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing_and_the_program_before_it_still_works()
    {
        await FillAsync();
        Assert.Throws<SqliteFailure>(() => Migrate(place.File, With([.. Second, "INSERT INTO nowhere VALUES (1)"])));

        Assert.Equal(Ours, Version(place.File));
        await using var store = await place.OpenSqliteAsync();
        await store.ProbeAsync(Cancellation);
    }

    [Fact]
    public async Task A_program_that_is_older_than_the_file_refuses_it_with_both_versions()
    {
        await FillAsync();
        Migrate(place.File, Both);

        var refused = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenAsync(place.File));
        Assert.Contains($"schema version {Ours + 1}, and this program knows versions up to {Ours}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_the_first_schema_is_brought_to_ours_and_goes_on_in_order()
    {
        var path = NewPath();
        using (var old = Connection.Open(path, create: true))
        {
            new SchemaVersions([Script(1)]).Apply(old, path);
        }

        await using var store = await OpenAsync(path);
        var samples = new Samples(seed: 3);
        var evt = samples.Event("first", key: "k");
        var receipt = Assert.Single(await store.Events.RecordAsync([new Storage.Recording(evt, [samples.Ordered(evt), samples.Ordered(evt)])], Cancellation));
        Assert.Equal([true, false], receipt.Ordered!.Select(Ordering.MayBeSent));
        Assert.Equal(Ours, Version(path));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static SchemaVersions Both => With(Second);

    private static SchemaVersions With(IReadOnlyList<string> second)
    {
        return new SchemaVersions([.. Enumerable.Range(1, Ours).Select(Script), string.Join(";\n", second)]);
    }

    private static string Script(int version)
    {
        using var stream = Assembly.GetAssembly(typeof(SqliteStore))!.GetManifestResourceStream($"Breakwater.Sqlite.Schema.{version:0000}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A small cache, so that a large transaction spills into the log before its commit.</summary>
    private static void Migrate(string path, SchemaVersions versions)
    {
        using var connection = Open(path);
        versions.Apply(connection, path);
    }

    private static Connection Open(string path)
    {
        var connection = Connection.Open(path);
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = 10; PRAGMA wal_autocheckpoint = 0;");
        return connection;
    }

    private static long Version(string path)
    {
        using var connection = Open(path);
        Assert.Equal(0, Count(connection, "pragma_foreign_key_check"));
        using var check = connection.Query("PRAGMA integrity_check");
        Assert.True(check.Read());
        Assert.Equal("ok", check.Text(0));
        return connection.Scalar("PRAGMA user_version")!.Value;
    }

    private static long Count(string path, string from)
    {
        using var connection = Open(path);
        return connection.Scalar("PRAGMA user_version") == Ours && from.Contains("owner", StringComparison.Ordinal) ? 0 : Count(connection, from);
    }

    private static long Count(Connection connection, string from) =>
        connection.Scalar(string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) FROM {from}"))!.Value;

    private async Task FillAsync()
    {
        var samples = new Samples(seed: 3);
        await using var store = await place.OpenSqliteAsync();
        await store.Events.RecordAsync([.. Enumerable.Range(0, Events).Select(number => samples.Recording($"e{number}", "crm"))], Cancellation);
    }

    /// <summary>The files as they are when so many statements of the migration are done and the process ends there.</summary>
    private async Task<string> KilledAfterAsync(int statements)
    {
        var path = NewPath();
        File.Copy(place.File, path);
        using var connection = Open(path);
        var stop = With([.. Second.Take(statements), "INSERT INTO nowhere VALUES (1)"]);
        Assert.Throws<SqliteFailure>(() => stop.Apply(connection, path));

        Assert.False(connection.Idle, "the transaction is open at that moment");
        return await CopyAsync(path);
    }

    private async Task<(byte[] Database, byte[] Log)> MigratedAsync()
    {
        var path = NewPath();
        File.Copy(place.File, path);
        using var connection = Open(path);
        Both.Apply(connection, path);
        return (await ReadAsync(path), await ReadAsync(path + "-wal"));
    }

    private async Task<string> CopyAsync(string from)
    {
        var to = NewPath();
        await File.WriteAllBytesAsync(to, await ReadAsync(from), Cancellation);
        await File.WriteAllBytesAsync(to + "-wal", await ReadAsync(from + "-wal"), Cancellation);
        return to;
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Cancellation);
        return bytes;
    }

    private static Task<SqliteStore> OpenAsync(string path) => SqliteStore.OpenAsync(
        new SqliteOptions { Path = path, CacheMiB = 2 }, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, Cancellation);

    private string NewPath() => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{++copies}.db"));
}
