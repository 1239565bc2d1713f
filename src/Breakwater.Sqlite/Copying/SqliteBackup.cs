using System.Globalization;
using Breakwater.Sqlite.Native;
using Breakwater.Sqlite.Opening;
using Breakwater.Storage;
using SQLitePCL;

namespace Breakwater.Sqlite.Copying;

/// <summary>
/// A consistent copy of a store while a server writes to it. One read transaction is one snapshot: it holds everything that was committed
/// before, and no commit waits for it; meanwhile the write-ahead log grows by what is written. The pages are copied as they are
/// (<c>VACUUM INTO</c> would hold the same snapshot for several times as long and build every index anew).
/// </summary>
public static class SqliteBackup
{
    private const string Unfinished = ".unfinished";

    /// <summary>
    /// Copies the store into a file that must not be there. It gets its name when it is whole, checked and on disk: until then it is called
    /// <c>….unfinished</c>, and is removed when something goes wrong.
    /// </summary>
    /// <param name="path">The store's file.</param>
    /// <param name="target">The file to be made.</param>
    /// <param name="progress">Told now and then: bytes copied, bytes in all.</param>
    /// <param name="cancellation">Ends it; nothing is left.</param>
    /// <returns>The size of the copy in bytes.</returns>
    /// <exception cref="StoreRefusedException">It cannot be copied, or the copy is not sound: what, where and what to do.</exception>
    public static Task<long> CopyAsync(string path, string target, Action<long, long> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return Task.Run(() => Copy(Path.GetFullPath(path), Path.GetFullPath(target), progress, cancellation), cancellation);
    }

    /// <summary>Looks whether <see cref="CopyAsync"/> would begin.</summary>
    /// <returns>How many bytes it would copy.</returns>
    /// <exception cref="StoreRefusedException">It would not: what, where and what to do.</exception>
    public static long SizeToCopy(string path, string target)
    {
        var full = Path.GetFullPath(target);
        RefuseToOverwrite(full, full + Unfinished);
        using var source = OpenSource(Path.GetFullPath(path));
        return (source.Scalar("PRAGMA page_count") ?? 0) * (source.Scalar("PRAGMA page_size") ?? 0);
    }

    private static long Copy(string path, string target, Action<long, long> progress, CancellationToken cancellation)
    {
        var unfinished = target + Unfinished;
        RefuseToOverwrite(target, unfinished);
        try
        {
            using (var source = OpenSource(path))
            {
                Copy(source, path, unfinished, progress, cancellation);
            }

            CheckAndClose(path, unfinished, cancellation);
            Flush(unfinished);
            File.Move(unfinished, target);
            Durable.FlushFolder(Path.GetDirectoryName(target)!);
            return new FileInfo(target).Length;
        }
        catch (Exception exception)
        {
            Remove(unfinished);
            throw exception switch
            {
                SqliteFailure { Code: raw.SQLITE_INTERRUPT } => new OperationCanceledException(cancellation),
                IOException or UnauthorizedAccessException => new StoreRefusedException($"{target} cannot be written: {exception.Message}", exception),
                _ => exception,
            };
        }
    }

    private static void RefuseToOverwrite(string target, string unfinished)
    {
        if (Path.Exists(target))
        {
            throw new StoreRefusedException($"{target} is there already, and a backup replaces nothing: give another name, or move it away.");
        }

        if (Path.Exists(unfinished))
        {
            throw new StoreRefusedException($"{unfinished} is there: another backup is being made, or one was killed. If none is under way, remove it.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(target)))
        {
            throw new StoreRefusedException($"The folder {Path.GetDirectoryName(target)} does not exist: make it, or correct the path.");
        }
    }

    private static Connection OpenSource(string path)
    {
        if (!File.Exists(path))
        {
            throw new StoreRefusedException($"{path} is not there: correct store.sqlite, or start the server once, which makes it.");
        }

        Connection? source = null;
        try
        {
            source = Connections.ForReading(path);
            SchemaVersions.Ours.Check(source, path);
            return source;
        }
        catch (SqliteFailure failure)
        {
            source?.Dispose();
            throw new StoreRefusedException(failure.Explain(path), failure);
        }
        catch
        {
            source?.Dispose();
            throw;
        }
    }

    private static void Copy(Connection source, string path, string unfinished, Action<long, long> progress, CancellationToken cancellation)
    {
        var failing = path;
        try
        {
            source.Execute("BEGIN");
            var pageSize = source.Scalar("PRAGMA page_size") ?? 0;
            // The snapshot begins with the first read of the file, not with BEGIN.
            _ = source.Scalar("SELECT count(*) FROM sqlite_schema");
            failing = unfinished;
            using var target = Connection.Open(unfinished, create: true);
            // An unfinished copy is thrown away, so it needs neither a journal nor flushes before its end.
            target.Execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;");
            PageCopy.Run(source, target, (copied, all) => progress(copied * pageSize, all * pageSize), cancellation);
        }
        catch (SqliteFailure failure)
        {
            throw new StoreRefusedException(failure.Explain(failing), failure);
        }
    }

    /// <summary>Makes it one file that needs no log beside it, and reads it once through.</summary>
    private static void CheckAndClose(string path, string unfinished, CancellationToken cancellation)
    {
        try
        {
            using var copy = Connection.Open(unfinished);
            using var interrupt = cancellation.Register(static connection => ((Connection)connection!).Interrupt(), copy);
            copy.Execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;");
            var faults = Integrity.Check(copy, deep: false);
            if (faults.Count > 0)
            {
                throw new StoreRefusedException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} is damaged ({faults[0]}), and so is its copy, which was removed: breakwater doctor --deep says more; keep the file, and restore a backup."));
            }
        }
        catch (SqliteFailure failure) when (failure.Code != raw.SQLITE_INTERRUPT)
        {
            throw new StoreRefusedException($"The copy of {path} cannot be read: {failure.Message}", failure);
        }
    }

    private static void Flush(string file)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private static void Remove(string unfinished)
    {
        foreach (var suffix in new[] { "", "-journal", "-wal", "-shm" })
        {
            try
            {
                File.Delete(unfinished + suffix);
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // What kept the copy from being made is told; that it could not be removed is seen at the next one.
            }
        }
    }
}
