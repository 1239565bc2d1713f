using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Tests.Running;

/// <summary>A wall clock that is set forward or back, over timers and timestamps that go on evenly.</summary>
internal sealed class JumpingClock(FakeTimeProvider even) : TimeProvider
{
    private long offset;

    public FakeTimeProvider Even => even;

    public override long TimestampFrequency => even.TimestampFrequency;

    public void Jump(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => even.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref offset));

    public override long GetTimestamp() => even.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        even.CreateTimer(callback, state, dueTime, period);
}
