namespace Breakwater.Waiting;

/// <summary>
/// So many at once, the others in the order in which they came. A semaphore of the framework that is waited for with a token comes
/// back over a thread of the pool, where a scheduler under a seed loses it.
/// </summary>
internal sealed class Turns(int atOnce)
{
    private readonly Lock gate = new();
    private readonly Queue<TaskCompletionSource> waiting = new();
    private int free = atOnce;

    /// <summary>Waits for a turn, which is given back with <see cref="Return"/>.</summary>
    /// <exception cref="OperationCanceledException">It was called off before its turn came.</exception>
    public async Task TakeAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        TaskCompletionSource turn;
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(turn);
        }

        using var off = cancellation.UnsafeRegister(static (turn, token) => ((TaskCompletionSource)turn!).TrySetCanceled(token), turn);
        await turn.Task;
    }

    /// <summary>Gives a turn back: to whoever waited longest and still does.</summary>
    public void Return()
    {
        lock (gate)
        {
            while (waiting.TryDequeue(out var next))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            free++;
        }
    }
}
