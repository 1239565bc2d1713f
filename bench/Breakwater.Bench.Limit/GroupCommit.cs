using System.Threading.Channels;
using SQLitePCL;

namespace Breakwater.Bench.Limit;

/// <summary>Something to commit: an event to be recorded (with a body) or settled (without).</summary>
internal sealed class Work(byte[]? body) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Id { get; set; }

    public byte[]? Body => body;
}

/// <summary>Whatever waits when the last commit ends goes into the next one. The same SQLite, with the same settings, as Breakwater's store.</summary>
internal sealed class GroupCommit
{
    private const int GroupSize = 1024;
    private readonly Channel<Work> waiting = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly sqlite3 connection;
    private readonly sqlite3_stmt begin, commit, insert, settle;

    public GroupCommit(string file)
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
        new Thread(Run) { IsBackground = true }.Start();
    }

    public async Task<Work> RecordAsync(byte[] body)
    {
        var work = new Work(body);
        waiting.Writer.TryWrite(work);
        await work.Task;
        return work;
    }

    public Task SettleAsync(long id)
    {
        var work = new Work(null) { Id = id };
        waiting.Writer.TryWrite(work);
        return work.Task;
    }

    private void Run()
    {
        long last = 0;
        var group = new List<Work>();
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Step(begin);
            while (group.Count < GroupSize && waiting.Reader.TryRead(out var work))
            {
                group.Add(work);
                work.Id = work.Body is null ? work.Id : ++last;
                var statement = work.Body is null ? settle : insert;
                Check(raw.sqlite3_bind_int64(statement, 1, work.Id));
                if (work.Body is not null)
                {
                    Check(raw.sqlite3_bind_blob(statement, 2, work.Body));
                }

                Step(statement);
            }

            Step(commit);
            group.ForEach(work => work.SetResult());
            group.Clear();
        }
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
