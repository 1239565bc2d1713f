using System.Threading.Channels;
using Breakwater.Sqlite.Native;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Sqlite.Writing;

/// <summary>
/// The one writer, on a thread of its own because SQLite blocks. Everything that waits when a commit ends goes into the next one
/// together: one transaction, one flush. When that fails, each operation is tried by itself, so that none suffers for another.
/// </summary>
internal sealed partial class Writer : IAsyncDisposable
{
    /// <summary>Operations that may wait; further callers wait before theirs is taken.</summary>
    private const int OperationsWaiting = 4_096;

    private const int OperationsPerCommit = 256;

    private readonly string path;
    private readonly Func<Connection> open;
    private readonly ILogger logger;
    private readonly int gather;
    private readonly Channel<WriteOperation> waiting =
        Channel.CreateBounded<WriteOperation>(new BoundedChannelOptions(OperationsWaiting) { SingleReader = true });
    private readonly List<WriteOperation> batch = new(OperationsPerCommit);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteSession? session;
    private bool failing;
    private long lastId;

    /// <param name="path">The file, for messages.</param>
    /// <param name="first">The connection to begin with; it is the writer's from now on.</param>
    /// <param name="open">Opens another one, after a failure that spoils it.</param>
    /// <param name="logger">The log.</param>
    /// <param name="gather">New identities that are gathered before they are carried over.</param>
    public Writer(string path, Connection first, Func<Connection> open, ILogger logger, int gather = FreshIdentities.Gathered)
    {
        this.path = path;
        this.open = open;
        this.logger = logger;
        this.gather = gather;
        lastId = NewestId(first);
        session = new WriteSession(first, gather);
        new Thread(Work) { Name = "breakwater sqlite writer", IsBackground = true }.Start();
    }

    public long LastId => Interlocked.Read(ref lastId);

    public async Task<T> WriteAsync<T>(Func<WriteSession, T> write, CancellationToken cancellation)
    {
        var operation = new WriteOperation<T>(write, cancellation);
        try
        {
            await waiting.Writer.WriteAsync(operation, cancellation);
        }
        catch (ChannelClosedException exception)
        {
            throw new StoreUnavailableException($"The store {path} is closed.", exception);
        }

        return await operation.Done;
    }

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await ended.Task;
    }

    private static long NewestId(Connection connection) => connection.Scalar(
        "SELECT max((SELECT coalesce(max(id), 0) FROM events), (SELECT coalesce(max(id), 0) FROM deliveries), "
        + "(SELECT coalesce(max(id), 0) FROM replays), (SELECT coalesce(max(id), 0) FROM entities), "
        + "(SELECT coalesce(max(id), 0) FROM reconciliations))") ?? 0;

    private void Work()
    {
        try
        {
            // A thread of its own may block: there is nothing else that it could do.
            while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                Take();
                Commit();
                batch.Clear();
            }
        }
        finally
        {
            session?.Dispose();
            ended.SetResult();
        }
    }

    private void Take()
    {
        while (batch.Count < OperationsPerCommit && waiting.Reader.TryRead(out var operation))
        {
            if (operation.Abandoned)
            {
                operation.Abandon();
            }
            else
            {
                batch.Add(operation);
            }
        }
    }

    private void Commit()
    {
        if (batch.Count == 0 || TryCommit(batch) is not { } failure)
        {
            return;
        }

        if (batch.Count == 1)
        {
            Fail(batch[0], failure);
            return;
        }

        foreach (var operation in batch)
        {
            if (TryCommit([operation]) is { } own)
            {
                Fail(operation, own);
            }
        }
    }

    /// <summary>Commits operations together, and completes them; or keeps nothing of them and says why.</summary>
    private Exception? TryCommit(List<WriteOperation> operations)
    {
        try
        {
            session ??= new WriteSession(open(), gather);
            session.Begin();
            foreach (var operation in operations)
            {
                operation.Execute(session);
            }

            session.Commit();
        }
#pragma warning disable CA1031 // Whatever it is, it is told to the one who asked; the writer must outlive it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TakeBack(exception);
            return exception;
        }

        Succeeded(operations);
        return null;
    }

    private void Succeeded(List<WriteOperation> operations)
    {
        Interlocked.Exchange(ref lastId, Math.Max(lastId, session!.LastId));
        if (failing)
        {
            failing = false;
            LogGoesOn(path);
        }

        foreach (var operation in operations)
        {
            operation.Complete();
        }
    }

    /// <summary>
    /// Nothing of the transaction may stay. After a failed write or flush nobody knows what the connection believes: it is closed,
    /// and the next transaction begins with a new one.
    /// </summary>
    private void TakeBack(Exception exception)
    {
        try
        {
            session?.Rollback();
            if (exception is not SqliteFailure { SpoilsConnection: true })
            {
                return;
            }
        }
        catch (SqliteFailure)
        {
            // The rollback failed, too: closing the connection takes everything back.
        }

        session?.Dispose();
        session = null;
    }

    private void Fail(WriteOperation operation, Exception exception)
    {
        if (exception is not SqliteFailure failure)
        {
            operation.Fail(exception);
            return;
        }

        var words = failure.Explain(path);
        if (!failing)
        {
            failing = true;
            LogCannotCommit(words);
        }

        operation.Fail(new StoreUnavailableException(words, failure));
    }

    [LoggerMessage(6101, LogLevel.Error, "store cannot commit: {Words}")]
    private partial void LogCannotCommit(string words);

    [LoggerMessage(6102, LogLevel.Information, "store {Path} commits again")]
    private partial void LogGoesOn(string path);
}
