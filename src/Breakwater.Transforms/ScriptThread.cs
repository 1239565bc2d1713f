using Breakwater.Configuration;

namespace Breakwater.Transforms;

/// <summary>
/// The thread of one script: begun when there is something to run, ended when there was nothing for a while. Runs are made one after
/// another, so a script that loops takes one processor at most and no thread of the pool. A run that does not end in time is given up:
/// its caller goes on, and what comes after it is refused until it ends. Safe for concurrent use.
/// </summary>
internal sealed class ScriptThread(string name, TimeProvider clock)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    // An object and not a Lock: the thread waits on it.
    private readonly object gate = new();
    private readonly Queue<Job> jobs = new();
    private bool alive;
    private bool stuck;

    /// <summary>Runs a job when those before it have ended. The job must not throw.</summary>
    public Task<Transformed> RunAsync(Func<Transformed> run)
    {
        var job = new Job(run);
        lock (gate)
        {
            if (stuck)
            {
                return Task.FromResult(Refusal());
            }

            if (!alive)
            {
                new Thread(Work, ScriptLimits.StackBytes) { IsBackground = true, Name = $"transform {name}", Priority = ThreadPriority.BelowNormal }.Start();
                alive = true;
            }

            jobs.Enqueue(job);
            Monitor.Pulse(gate);
        }

        return job.Done.Task;
    }

    private void Work()
    {
        using var watch = clock.CreateTimer(_ => GiveUp(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (true)
        {
            Job? job;
            lock (gate)
            {
                stuck = false;
                if (jobs.Count == 0)
                {
                    Monitor.Wait(gate, Idle);
                }

                if (!jobs.TryPeek(out job))
                {
                    alive = false;
                    return;
                }
            }

            watch.Change(ScriptLimits.Patience, Timeout.InfiniteTimeSpan);
            var result = job.Run();
            watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            lock (gate)
            {
                // Given up, it is gone already.
                if (jobs.TryPeek(out var first) && first == job)
                {
                    jobs.Dequeue();
                }
            }

            job.Done.TrySetResult(result);
        }
    }

    private void GiveUp()
    {
        Job[] waiting;
        lock (gate)
        {
            stuck = true;
            waiting = [.. jobs];
            jobs.Clear();
        }

        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i].Done.TrySetResult(i == 0 ? new Transformed { Fault = ScriptFaults.OutOfTime(name) } : Refusal());
        }
    }

    private Transformed Refusal() => new() { Fault = ScriptFaults.Stuck(name) };

    private sealed class Job(Func<Transformed> run)
    {
        public Func<Transformed> Run { get; } = run;

        public TaskCompletionSource<Transformed> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
