namespace Breakwater.StoreContract.InMemory;

/// <summary>Where every commit goes through: one at a time, and where a test holds it up or makes it fail.</summary>
/// <param name="rows">The lock of the rows.</param>
internal sealed class CommitGate(Lock rows)
{
    private readonly Lock gate = new();
    private readonly Queue<Exception> failures = new();
    private TaskCompletionSource? held;

    public Exception? Failure { get; set; }

    public int Commits { get; private set; }

    public void FailNext(Exception exception)
    {
        lock (gate)
        {
            failures.Enqueue(exception);
        }
    }

    public IDisposable Hold()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            held = hold;
        }

        return new Release(hold);
    }

    public async Task<T> CommitAsync<T>(Func<T> commit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Held() is { } hold)
        {
            await hold.WaitAsync(cancellation);
        }

        ThrowIfToFail();
        lock (rows)
        {
            var result = commit();
            Commits++;
            return result;
        }
    }

    private Task? Held()
    {
        lock (gate)
        {
            return held?.Task;
        }
    }

    private void ThrowIfToFail()
    {
        lock (gate)
        {
            if (failures.TryDequeue(out var next))
            {
                throw next;
            }

            if (Failure is { } failure)
            {
                throw failure;
            }
        }
    }

    private sealed class Release(TaskCompletionSource hold) : IDisposable
    {
        public void Dispose() => hold.TrySetResult();
    }
}
