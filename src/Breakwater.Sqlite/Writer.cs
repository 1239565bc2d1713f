using System.Collections.Concurrent;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Sqlite;

/// <summary>
/// The one writer: a thread of its own, because SQLite's calls block. It takes all that waits into one transaction and so one flush;
/// when that fails, each operation is tried by itself, so that one that cannot be written does not fail the others.
/// </summary>
internal sealed partial class Writer : IDisposable
{
    private const int OperationsWaiting = 1_024;
    private const int OperationsPerCommit = 64;

    private readonly BlockingCollection<IWriteOperation> waiting = new(OperationsWaiting);
    private readonly Func<WriteSession> open;
    private readonly string path;
    private readonly ILogger logger;
    private readonly Thread thread;
    private WriteSession? session;

    public Writer(Func<WriteSession> open, WriteSession first, string path, ILogger logger)
    {
        this.open = open;
        this.path = path;
        this.logger = logger;
        session = first;
        thread = new Thread(Loop) { Name = "breakwater-sqlite-writer", IsBackground = true };
        thread.Start();
    }

    public Task<T> WriteAsync<T>(Func<WriteSession, T> run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var operation = new WriteOperation<T>(run);
        try
        {
            if (!waiting.TryAdd(operation))
            {
                operation.Fail(new StoreUnavailableException($"more than {OperationsWaiting} groups wait to be written to {path}"));
            }
        }
        catch (InvalidOperationException)
        {
            operation.Fail(new StoreUnavailableException($"{path} is closed"));
        }

        return operation.Task;
    }

    /// <summary>Writes what waits, then ends.</summary>
    public void Dispose()
    {
        waiting.CompleteAdding();
        thread.Join();
        waiting.Dispose();
        session?.Dispose();
    }

    private void Loop()
    {
        var group = new List<IWriteOperation>(OperationsPerCommit);
        foreach (var first in waiting.GetConsumingEnumerable())
        {
            group.Add(first);
            while (group.Count < OperationsPerCommit && waiting.TryTake(out var next))
            {
                group.Add(next);
            }

            Commit(group);
            group.Clear();
        }
    }

    private void Commit(List<IWriteOperation> group)
    {
        if (TryCommit(group) is not { } failure)
        {
            group.ForEach(operation => operation.Complete());
        }
        else if (group.Count == 1)
        {
            group[0].Fail(failure);
        }
        else
        {
            foreach (var operation in group)
            {
                Commit([operation]);
            }
        }
    }

    /// <summary>One transaction and one flush. After a failure the group is judged not committed: SQLite has rolled it back.</summary>
    private Exception? TryCommit(List<IWriteOperation> group)
    {
        try
        {
            session ??= open();
            session.Begin();
            foreach (var operation in group)
            {
                operation.Run(session);
            }

            session.Commit();
            return null;
        }
        catch (SqliteFailure failure)
        {
            Recover(failure);
            return failure.AsUnavailable(path);
        }
        catch (Exception bug)
        {
            session?.Rollback();
            return bug;
        }
    }

    /// <summary>A connection whose write or flush failed is not trusted again: what its cache holds may not be what the file holds.</summary>
    private void Recover(SqliteFailure failure)
    {
        session?.Rollback();
        if (failure.IsBroken)
        {
            LogReopens(path, failure.Message);
            session?.Dispose();
            session = null;
        }
    }

    [LoggerMessage(2101, LogLevel.Error, "writing to {Path} failed, it is opened anew: {Reason}")]
    private partial void LogReopens(string path, string reason);
}
