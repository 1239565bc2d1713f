using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Breakwater.Bench.Limit;

/// <summary>Something to commit: an event to be recorded (with a body) or settled (without).</summary>
internal sealed class Work(byte[]? body) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Id { get; set; }

    public byte[]? Body => body;
}

/// <summary>Whatever waits when the last commit ends goes into the next one.</summary>
internal sealed class GroupCommit : IDisposable
{
    private readonly Channel<Work> waiting = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SqliteConnection connection;
    private readonly SqliteCommand begin, commit, insert, settle;

    public GroupCommit(string file)
    {
        connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        foreach (var pragma in new[] { "page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "cache_size = -65536", "wal_autocheckpoint = 4000" })
        {
            Prepare($"PRAGMA {pragma}").ExecuteNonQuery();
        }

        Prepare("CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, settled INTEGER NOT NULL, body BLOB NOT NULL)").ExecuteNonQuery();
        (begin, commit) = (Prepare("BEGIN IMMEDIATE"), Prepare("COMMIT"));
        insert = Prepare("INSERT INTO events (id, settled, body) VALUES ($id, 0, $body)");
        insert.Parameters.Add("$id", SqliteType.Integer);
        insert.Parameters.Add("$body", SqliteType.Blob);
        settle = Prepare("UPDATE events SET settled = 1 WHERE id = $id");
        settle.Parameters.Add("$id", SqliteType.Integer);
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

    public void Dispose() => connection.Dispose();

    private void Run()
    {
        long last = 0;
        var group = new List<Work>();
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            begin.ExecuteNonQuery();
            while (group.Count < 1024 && waiting.Reader.TryRead(out var work))
            {
                group.Add(work);
                if (work.Body is { } body)
                {
                    insert.Parameters[0].Value = work.Id = ++last;
                    insert.Parameters[1].Value = body;
                    insert.ExecuteNonQuery();
                }
                else
                {
                    settle.Parameters[0].Value = work.Id;
                    settle.ExecuteNonQuery();
                }
            }

            commit.ExecuteNonQuery();
            group.ForEach(work => work.SetResult());
            group.Clear();
        }
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
