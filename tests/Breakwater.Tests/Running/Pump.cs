using System.Collections.Concurrent;
using Xunit;

namespace Breakwater.Tests.Running;

/// <summary>
/// One thread for a whole engine: everything that it awaits goes on here, when the test says so. When <see cref="Drain"/> returns,
/// nothing happens any more before time goes on.
/// </summary>
internal sealed class Pump : SynchronizationContext, IDisposable
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> waiting = new();
    private readonly SynchronizationContext? before = Current;

    public Pump() => SetSynchronizationContext(this);

    public override void Post(SendOrPostCallback d, object? state) => waiting.Enqueue((d, state));

    public void Drain()
    {
        while (waiting.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    /// <summary>Works until nothing is left to do; by then the task must have ended.</summary>
    public Task<T> Finished<T>(Task<T> task)
    {
        Drain();
        Assert.True(task.IsCompleted, "it waits for something that is not on this thread");
        return task;
    }

    /// <summary>Works until the task has ended, other threads taking part: what cancels something does so on one of its own.</summary>
    public Task Ended(Task task)
    {
        SpinWait.SpinUntil(() =>
        {
            Drain();
            return task.IsCompleted;
        });
        return task;
    }

    public void Dispose() => SetSynchronizationContext(before);
}
