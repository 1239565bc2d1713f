using Microsoft.Extensions.Time.Testing;

namespace Breakwater.AspNetCore.Tests;

/// <summary>A clock that stands until it is moved, and says when someone begins to wait for a time.</summary>
internal sealed class ArmedClock : FakeTimeProvider
{
    private readonly Lock gate = new();
    private readonly List<(TimeSpan Due, TaskCompletionSource Armed)> expected = [];
    private readonly HashSet<TimeSpan> armed = [];

    /// <summary>Ends when a timer of this length has been set.</summary>
    public Task ArmedAsync(TimeSpan due)
    {
        lock (gate)
        {
            var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (armed.Contains(due))
            {
                source.SetResult();
            }
            else
            {
                expected.Add((due, source));
            }

            return source.Task.WaitAsync(Site.Cancellation);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (gate)
        {
            armed.Add(dueTime);
            foreach (var (_, waiting) in expected.Where(one => one.Due == dueTime))
            {
                waiting.TrySetResult();
            }
        }

        return timer;
    }
}
