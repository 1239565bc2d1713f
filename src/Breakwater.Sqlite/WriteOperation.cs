
namespace Breakwater.Sqlite;

/// <summary>Something to be written, whole or not at all. It may be run again after a rollback.</summary>
internal interface IWriteOperation
{
    void Run(WriteSession session);

    /// <summary>It is committed and flushed.</summary>
    void Complete();

    void Fail(Exception failure);
}

/// <summary>An operation with a result, which its caller waits for.</summary>
internal sealed class WriteOperation<T>(Func<WriteSession, T> run) : IWriteOperation
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T result = default!;

    public Task<T> Task => done.Task;

    public void Run(WriteSession session) => result = run(session);

    public void Complete() => done.TrySetResult(result);

    public void Fail(Exception failure) => done.TrySetException(failure);
}
