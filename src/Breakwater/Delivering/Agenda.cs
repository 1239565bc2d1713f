namespace Breakwater.Delivering;

/// <summary>
/// Which line to look at when: one queue over all lines, with one timer behind it. A line stands in it at most once for any moment that
/// still counts; a later wish than the one it stands for is asked again when that one comes. Safe for concurrent use.
/// </summary>
internal sealed class Agenda : IDisposable
{
    /// <summary>
    /// The timer is monotonic and the moments are of the wall clock: while anything waits they are compared at least so often, so
    /// that a clock that jumps strands nothing.
    /// </summary>
    private static readonly TimeSpan LookMost = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookLeast = TimeSpan.FromMilliseconds(1);

    private readonly Lock gate = new();
    private readonly PriorityQueue<Line, DateTimeOffset> moments = new();
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private DateTimeOffset? armedFor;

    /// <summary>Makes it.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="ring">Called when <see cref="TakeDue"/> may have something.</param>
    public Agenda(TimeProvider clock, Action ring)
    {
        this.clock = clock;
        timer = clock.CreateTimer(static state => ((Action)state!)(), ring, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The line is to be looked at, at this moment.</summary>
    public void Add(Line line, DateTimeOffset moment)
    {
        lock (gate)
        {
            if (line.WakeAt <= moment)
            {
                return;
            }

            line.WakeAt = moment;
            moments.Enqueue(line, moment);
            if (armedFor is null || moment < armedFor)
            {
                Arm(clock.GetUtcNow());
            }
        }
    }

    /// <summary>Takes the lines whose moment has come, and sets the timer for the next.</summary>
    public void TakeDue(List<Line> due)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            while (moments.TryPeek(out var line, out var moment) && moment <= now)
            {
                moments.Dequeue();
                if (line.WakeAt == moment)
                {
                    line.WakeAt = null;
                    due.Add(line);
                }
            }

            Arm(now);
        }
    }

    /// <inheritdoc />
    public void Dispose() => timer.Dispose();

    private void Arm(DateTimeOffset now)
    {
        if (!moments.TryPeek(out _, out var moment))
        {
            armedFor = null;
            return;
        }

        var wait = moment - now;
        wait = wait > LookMost ? LookMost : wait < LookLeast ? LookLeast : wait;
        armedFor = moment;
        timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
