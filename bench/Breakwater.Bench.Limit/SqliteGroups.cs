using SQLitePCL;

namespace Breakwater.Bench.Limit;

/// <summary>The same SQLite, with the same settings, as Breakwater's store: one insert, one update.</summary>
internal sealed class SqliteGroups : IGroupStore
{
    private readonly sqlite3 connection;
    private readonly sqlite3_stmt begin, commit, insert, settle;

    public SqliteGroups(string file)
    {
        Batteries_V2.Init();
        Check(raw.sqlite3_open(file, out connection));
        Check(raw.sqlite3_exec(connection, """
            PRAGMA page_size = 8192;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -65536;
            PRAGMA wal_autocheckpoint = 8000;
            CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, settled INTEGER NOT NULL, body BLOB NOT NULL);
            """));
        (begin, commit) = (Prepare("BEGIN IMMEDIATE"), Prepare("COMMIT"));
        insert = Prepare("INSERT INTO events (id, settled, body) VALUES (?, 0, ?)");
        settle = Prepare("UPDATE events SET settled = 1 WHERE id = ?");
    }

    public void Commit(List<Work> group)
    {
        Step(begin);
        foreach (var work in group)
        {
            var statement = work.Body is null ? settle : insert;
            Check(raw.sqlite3_bind_int64(statement, 1, work.Id));
            if (work.Body is not null)
            {
                Check(raw.sqlite3_bind_blob(statement, 2, work.Body));
            }

            Step(statement);
        }

        Step(commit);
    }

    private sqlite3_stmt Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(connection, sql, out var statement));
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        Check(raw.sqlite3_step(statement));
        Check(raw.sqlite3_reset(statement));
    }

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            throw new InvalidOperationException(raw.sqlite3_errmsg(connection).utf8_to_string());
        }
    }
}
