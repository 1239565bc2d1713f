using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Opening;
using Breakwater.Storage;
using SQLitePCL;

namespace Breakwater.Sqlite;

/// <summary>Looks at a store's file beside whoever has it open, and changes nothing.</summary>
public static class SqliteInspection
{
    /// <summary>Reads the whole file once.</summary>
    /// <param name="path">The file.</param>
    /// <param name="deep">Also compare every index with its table, which takes several times as long.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Task<SqliteCondition> LookAsync(string path, bool deep, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(path);
        return Task.Run(() => Look(full, deep, cancellation), cancellation);
    }

    /// <summary>True when the file holds tokens that were made with <c>breakwater token</c>. False also where there is no file, or none that can be read.</summary>
    /// <param name="path">The file.</param>
    public static bool HoldsTokens(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            if (!DatabaseFile.Look(full))
            {
                return false;
            }

            using var connection = Connections.ForReading(full);
            SchemaVersions.Ours.Check(connection, full);
            return Has(connection, "tokens") && connection.Scalar("SELECT count(*) FROM tokens") > 0;
        }
        catch (Exception fault) when (fault is StoreRefusedException or SqliteFailure)
        {
            return false;
        }
    }

    private static SqliteCondition Look(string path, bool deep, CancellationToken cancellation)
    {
        var found = new SqliteCondition
        {
            Path = path,
            Exists = File.Exists(path),
            Bytes = LengthOf(path),
            LogBytes = LengthOf(path + "-wal"),
            Holder = FileLock.HolderOf(path),
            KnownSchemaVersion = SchemaVersions.Ours.Current,
        };
        try
        {
            return DatabaseFile.Look(path) ? Read(found, deep, cancellation) : found;
        }
        catch (StoreRefusedException refused)
        {
            return found with { Refusal = refused.Message };
        }
        catch (SqliteFailure failure) when (failure.Code != raw.SQLITE_INTERRUPT)
        {
            return found with { Refusal = failure.Explain(path) };
        }
    }

    private static SqliteCondition Read(SqliteCondition found, bool deep, CancellationToken cancellation)
    {
        using var connection = Connections.ForReading(found.Path);
        using var interrupt = cancellation.Register(static reader => ((Connection)reader!).Interrupt(), connection);
        try
        {
            var version = SchemaVersions.Ours.Check(connection, found.Path);
            return found with
            {
                SchemaVersion = version,
                Faults = Integrity.Check(connection, deep),
                Seals = Has(connection, "seals") ? SqliteSeals.List(connection) : [],
            };
        }
        catch (SqliteFailure failure) when (failure.Code == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>A file of an older version lacks some tables.</summary>
    private static bool Has(Connection connection, string table) =>
        connection.Scalar($"SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '{table}'") == 1;

    private static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
