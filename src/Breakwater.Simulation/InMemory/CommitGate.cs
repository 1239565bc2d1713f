using System.Runtime.CompilerServices;
using Breakwater.Waiting;

namespace Breakwater.Simulation.InMemory;

/// <summary>Where every commit and every read goes through: where a test holds it up, and where the weather makes it slow, fail or lose its answer.</summary>
/// <param name="rows">The lock of the rows.</param>
/// <param name="waters">The way to the store and back; null is calm.</param>
internal sealed class CommitGate(Lock rows, IWaters? waters = null)
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

    /// <summary>Commits, whole or not at all. After a failure it may have committed all the same, when the waters lost the answer.</summary>
    public async Task<T> CommitAsync<T>(Func<T> commit, CancellationToken cancellation, [CallerMemberName] string step = "")
    {
        cancellation.ThrowIfCancellationRequested();
        if (Held() is { } hold)
        {
            await Awaited.UnlessAsync(hold, cancellation);
        }

        if (waters is not null)
        {
            await waters.ThereAsync(step, cancellation);
        }

        ThrowIfToFail();
        var result = Commit(commit);
        if (waters is not null)
        {
            await waters.BackAsync(step);
        }

        return result;
    }

    /// <summary>Reads what is committed; what comes back may be old when it arrives.</summary>
    public async Task<T> ReadAsync<T>(Func<T> read, CancellationToken cancellation, [CallerMemberName] string step = "")
    {
        if (waters is null)
        {
            return Read(read);
        }

        await waters.ThereAsync(step, cancellation);
        var result = Read(read);
        await waters.BackAsync(step);
        return result;
    }

    private T Commit<T>(Func<T> commit)
    {
        lock (rows)
        {
            var result = commit();
            Commits++;
            return result;
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (rows)
        {
            return read();
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
