using System.Globalization;
using Breakwater.Sqlite.Native;

namespace Breakwater.Sqlite.Opening;

/// <summary>How connections to a store's file are set up.</summary>
internal static class Connections
{
    /// <summary>Every commit is flushed; the log is carried over late and cut back when it has grown.</summary>
    public static Connection ForWriting(string path, SqliteOptions options) => SetUp(Connection.Open(path), string.Create(
        CultureInfo.InvariantCulture,
        $"""
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA cache_size = -{options.CacheMiB * 1024L};
        PRAGMA temp_store = MEMORY;
        PRAGMA wal_autocheckpoint = {options.CheckpointPages};
        PRAGMA journal_size_limit = {options.CheckpointPages * 8192L * 2};
        PRAGMA max_page_count = {options.MaxPages ?? 0xFFFFFFFEL};
        """));

    /// <summary>Little memory of its own, and none mapped: the system's cache serves all readers, and costs this process nothing.</summary>
    public static Connection ForReading(string path) =>
        SetUp(Connection.Open(path, readOnly: true), "PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;");

    private static Connection SetUp(Connection connection, string pragmas)
    {
        try
        {
            connection.Execute(pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
