namespace Breakwater.Waiting;

/// <summary>
/// Waits for something, or for a time, whichever comes first, and goes on where it was called. The waits of the framework do the same
/// and come back over a thread of the pool, where a scheduler under a seed loses them.
/// </summary>
internal static class Awaited
{
    /// <summary>Whether a task ends within a time; one that failed throws what it failed with.</summary>
    public static async Task<bool> WithinAsync(Task task, TimeSpan time, TimeProvider clock)
    {
        if (!task.IsCompleted)
        {
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var timer = clock.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), first, time, Timeout.InfiniteTimeSpan);
            await FirstAsync(task, first);
        }

        if (!task.IsCompleted)
        {
            return false;
        }

        await task;
        return true;
    }

    /// <summary>Waits for a task, or until it is called off.</summary>
    /// <exception cref="OperationCanceledException">It was called off first.</exception>
    public static async Task UnlessAsync(Task task, CancellationToken cancellation)
    {
        if (!task.IsCompleted)
        {
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var off = cancellation.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), first);
            await FirstAsync(task, first);
        }

        if (!task.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        await task;
    }

    /// <summary>All of them, one after the other: what joins tasks in the framework continues on the pool.</summary>
    public static async Task AllAsync(IReadOnlyList<Task> tasks)
    {
        foreach (var task in tasks)
        {
            await task;
        }
    }

    private static Task FirstAsync(Task task, TaskCompletionSource first)
    {
        // It ends with the task and has no failure of its own: whoever waits sees the task's.
        _ = TellAsync(task, first);
        return first.Task;
    }

    private static async Task TellAsync(Task task, TaskCompletionSource first)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // Seen by whoever waits.
        }

        first.TrySetResult();
    }
}
