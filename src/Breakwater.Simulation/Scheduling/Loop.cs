namespace Breakwater.Simulation.Scheduling;

/// <summary>
/// All that happens, on one thread: steps that are ready, in an order that the seed decides, and time, which goes on when nothing is.
/// </summary>
internal sealed class Loop(SeededRandom order, Trace trace)
{
    /// <summary>Once in so many steps, time goes on by a little though something is ready.</summary>
    private const int SlowOneIn = 64;

    private static readonly long Little = TimeSpan.FromMilliseconds(5).Ticks;

    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly List<Step> ready = [];
    private readonly PriorityQueue<Alarm, (long Due, long Number)> alarms = new();
    private long numbers;
    private Exception? fault;

    /// <summary>The time since the beginning, in ticks.</summary>
    public long Now { get; private set; }

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Makes something a step of a strand.</summary>
    public void Post(Strand strand, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId != thread)
        {
            // Whoever gets here went over a thread of the pool: the seed does not decide it.
            Fail(new InvalidOperationException($"a continuation came from another thread:{Environment.NewLine}{Environment.StackTrace}"));
            return;
        }

        if (strand.IsAlive)
        {
            ready.Add(new Step(strand, callback, state));
        }
    }

    /// <summary>Plans something; without a strand it happens outside of all nodes.</summary>
    public Alarm After(TimeSpan wait, Strand? strand, SendOrPostCallback callback, object? state)
    {
        var alarm = new Alarm(strand, callback, state);
        alarms.Enqueue(alarm, (Now + Math.Max(0, wait.Ticks), numbers++));
        return alarm;
    }

    /// <summary>Plans something outside of all nodes.</summary>
    public Alarm After(TimeSpan wait, Action action) => After(wait, null, static action => ((Action)action!)(), action);

    /// <summary>A wait that comes back as a step of whoever awaits it.</summary>
    public async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var alarm = After(wait, over.SetResultOnce);
        using var off = cancellation.UnsafeRegister(static (over, token) => ((TaskCompletionSource)over!).TrySetCanceled(token), over);
        try
        {
            await over.Task;
        }
        finally
        {
            alarm.IsOff = true;
        }
    }

    /// <summary>A bug: of the engine, or of the simulation.</summary>
    public void Fail(Exception bug) => Interlocked.CompareExchange(ref fault, bug, null);

    /// <summary>Takes one step, or moves time to the next thing that is planned.</summary>
    /// <returns>False when nothing is ready and nothing is planned before the moment.</returns>
    public bool Go(long until)
    {
        if (Volatile.Read(ref fault) is { } bug)
        {
            throw new SimulationFault(bug);
        }

        return ready.Count > 0 ? Take(until) : Move(until);
    }

    private bool Take(long until)
    {
        if (order.OneIn(SlowOneIn) && alarms.TryPeek(out _, out var next) && next.Due - Now <= Little)
        {
            return Move(until);
        }

        var choice = order.Next(ready.Count);
        var step = ready[choice];
        ready[choice] = ready[^1];
        ready.RemoveAt(ready.Count - 1);
        if (step.Strand.IsPaused)
        {
            step.Strand.Hold(step);
        }
        else if (step.Strand.IsAlive && !HasEnded(step.Strand))
        {
            Steps++;
            trace.Step(Now, step.Strand.Number, choice);
            Run(step.Strand, step.Callback, step.State);
        }

        return true;
    }

    private static bool HasEnded(Strand strand)
    {
        if (strand.StepsLeft is not { } left)
        {
            return false;
        }

        strand.StepsLeft = left - 1;
        if (left > 0)
        {
            return false;
        }

        strand.StepsLeft = null;
        strand.Ended?.Invoke();
        return !strand.IsAlive;
    }

    private bool Move(long until)
    {
        while (alarms.TryPeek(out var alarm, out var at) && at.Due <= until)
        {
            alarms.Dequeue();
            if (alarm.IsOff || alarm.Strand is { IsAlive: false })
            {
                continue;
            }

            Now = Math.Max(Now, at.Due);
            if (alarm.Strand is { } strand)
            {
                Post(strand, alarm.Callback, alarm.State);
            }
            else
            {
                Run(null, alarm.Callback, alarm.State);
            }

            return true;
        }

        return ready.Count > 0;
    }

    private static void Run(Strand? strand, SendOrPostCallback callback, object? state)
    {
        SynchronizationContext.SetSynchronizationContext(strand);
        callback(state);
    }
}

/// <summary>Sets what a wait waits for.</summary>
internal static class Setting
{
    public static void SetResultOnce(this TaskCompletionSource source) => source.TrySetResult();
}
