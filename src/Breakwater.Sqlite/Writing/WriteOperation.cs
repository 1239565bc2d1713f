namespace Breakwater.Sqlite.Writing;

/// <summary>Something to be written, and who waits for it.</summary>
internal abstract class WriteOperation
{
    /// <summary>True when nobody wants it any more and it has not begun.</summary>
    public abstract bool Abandoned { get; }

    /// <summary>Does it, inside a transaction. May be done again in another one when that transaction failed.</summary>
    public abstract void Execute(WriteSession session);

    /// <summary>Tells the waiting that it is committed and flushed.</summary>
    public abstract void Complete();

    /// <summary>Tells the waiting that nothing of it was kept.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Tells the waiting that it was abandoned.</summary>
    public abstract void Abandon();
}

/// <summary>Something to be written that has a result.</summary>
internal sealed class WriteOperation<T>(Func<WriteSession, T> write, CancellationToken cancellation) : WriteOperation
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Done => done.Task;

    public override bool Abandoned => cancellation.IsCancellationRequested;

    public override void Execute(WriteSession session) => result = write(session);

    public override void Complete() => done.TrySetResult(result!);

    public override void Fail(Exception exception) => done.TrySetException(exception);

    public override void Abandon() => done.TrySetCanceled(cancellation);
}
