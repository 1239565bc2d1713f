using SQLitePCL;

namespace Breakwater.Sqlite.Native;

/// <summary>Copies a database page by page with SQLite's online backup: the pages as they are, from one snapshot.</summary>
internal static class PageCopy
{
    private const int PagesPerStep = 256;

    /// <summary>
    /// Copies everything. The source must have a read transaction open: in WAL mode that is a snapshot which no writer waits for, and without
    /// it the copy would begin anew after each commit of another process, which under load means for ever.
    /// </summary>
    /// <param name="source">Where from.</param>
    /// <param name="target">Where to: an empty database.</param>
    /// <param name="progress">Told after each portion: pages copied, pages in all.</param>
    /// <param name="cancellation">Ends it between two portions.</param>
    public static void Run(Connection source, Connection target, Action<int, int> progress, CancellationToken cancellation)
    {
        using var backup = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main")
            ?? throw target.Failure(raw.sqlite3_errcode(target.Handle));
        int result;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(backup, PagesPerStep);
            if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            {
                throw new SqliteFailure(result, raw.sqlite3_errstr(result).utf8_to_string());
            }

            var all = raw.sqlite3_backup_pagecount(backup);
            progress(all - raw.sqlite3_backup_remaining(backup), all);
        }
        while (result != raw.SQLITE_DONE);
    }
}
