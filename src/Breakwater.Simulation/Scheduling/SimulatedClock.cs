namespace Breakwater.Simulation.Scheduling;

/// <summary>The clocks of one process: the monotonic one is that of the simulation, the one on the wall may jump.</summary>
/// <param name="loop">Where time goes on.</param>
/// <param name="strand">Where its timers ring; null outside of all nodes.</param>
/// <param name="skew">By how much the wall is off.</param>
internal sealed class SimulatedClock(Loop loop, Strand? strand, Func<TimeSpan> skew) : TimeProvider
{
    /// <summary>When every run begins.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc />
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => Beginning.AddTicks(loop.Now) + skew();

    /// <inheritdoc />
    public override long GetTimestamp() => loop.Now;

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(loop, strand, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimulatedTimer(Loop loop, Strand? strand, TimerCallback callback, object? state) : ITimer
    {
        private Alarm? alarm;
        private TimeSpan period;
        private bool disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (disposed)
            {
                return false;
            }

            Off();
            this.period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Arm(dueTime);
            }

            return true;
        }

        public void Dispose()
        {
            disposed = true;
            Off();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(TimeSpan wait) => alarm = loop.After(wait, strand, static timer => ((SimulatedTimer)timer!).Ring(), this);

        private void Ring()
        {
            if (period > TimeSpan.Zero && !disposed)
            {
                Arm(period);
            }

            callback(state);
        }

        private void Off()
        {
            if (alarm is not null)
            {
                alarm.IsOff = true;
                alarm = null;
            }
        }
    }
}
