using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.Tests;

/// <summary>A clock that a test moves by hand, and that says when someone begins to wait for it.</summary>
internal sealed class Ticking(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider inner = new(start);
    private readonly Channel<ITimer> waits = Channel.CreateUnbounded<ITimer>();

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = inner.CreateTimer(callback, state, dueTime, period);
        waits.Writer.TryWrite(timer);
        return timer;
    }

    public void Advance(TimeSpan by) => inner.Advance(by);

    /// <summary>Lets whoever waits next begin to wait, and then lets time pass.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        await SomeoneWaitsAsync();
        inner.Advance(by);
    }

    /// <summary>Returns when someone has begun to wait.</summary>
    public Task SomeoneWaitsAsync() => waits.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
}
