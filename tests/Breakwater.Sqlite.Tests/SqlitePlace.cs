using Breakwater.Storage;
using Breakwater.StoreContract;
using Microsoft.Extensions.Logging.Abstractions;

namespace Breakwater.Sqlite.Tests;

/// <summary>A folder with one SQLite file, for the length of a test.</summary>
internal sealed class SqlitePlace(int? maxPages = null) : IStorePlace
{
    private readonly string root = Directory.CreateTempSubdirectory("breakwater-sqlite-").FullName;
    private int generation;

    /// <summary>So few that every test of the contract carries identities over.</summary>
    public int Gather { get; init; } = 8;

    public string File => Path.Combine(root, generation.ToString(System.Globalization.CultureInfo.InvariantCulture), "breakwater.db");

    public async Task<IStore> OpenAsync() => await OpenSqliteAsync();

    public Task<SqliteStore> OpenSqliteAsync() => SqliteStore.OpenAsync(
        new SqliteOptions { Path = File, MaxPages = maxPages, CacheMiB = 4, GatherIdentities = Gather }, TimeProvider.System, NullLogger.Instance, CancellationToken.None);

    /// <summary>The files as a kill would leave them: copied while the store is open, with its write-ahead log.</summary>
    public async Task<IStore> CrashAsync(IStore store)
    {
        var before = Path.GetDirectoryName(File)!;
        generation++;
        var after = Path.GetDirectoryName(File)!;
        Directory.CreateDirectory(after);
        foreach (var file in new[] { "breakwater.db", "breakwater.db-wal" }.Where(file => System.IO.File.Exists(Path.Combine(before, file))))
        {
            System.IO.File.Copy(Path.Combine(before, file), Path.Combine(after, file));
        }

        await store.DisposeAsync();
        return await OpenAsync();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
