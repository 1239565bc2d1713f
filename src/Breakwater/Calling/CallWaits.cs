using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Calling;

/// <summary>Who waits for which call to end. Woken by the commit of its end, bounded in number. Safe for concurrent use.</summary>
internal sealed class CallWaits(TimeProvider clock)
{
    private readonly TimeProvider clock = clock;
    private readonly Lock gate = new();
    private readonly Dictionary<EventId, List<Wait>> waits = [];
    private int count;

    /// <summary>Begins to listen for the end of a call; null while as many wait as may.</summary>
    public Wait? Begin(EventId call)
    {
        var wait = new Wait(this, call);
        lock (gate)
        {
            if (count >= Limits.CallsWaitedFor)
            {
                return null;
            }

            count++;
            if (!waits.TryGetValue(call, out var others))
            {
                waits[call] = others = [];
            }

            others.Add(wait);
        }

        return wait;
    }

    /// <summary>Wakes who waits for it.</summary>
    public void Ended(EventId call)
    {
        List<Wait>? woken;
        lock (gate)
        {
            woken = waits.TryGetValue(call, out var found) ? [.. found] : null;
        }

        woken?.ForEach(wait => wait.Wake());
    }

    private void Forget(Wait wait)
    {
        lock (gate)
        {
            if (waits.TryGetValue(wait.Call, out var others) && others.Remove(wait))
            {
                count--;
                if (others.Count == 0)
                {
                    waits.Remove(wait.Call);
                }
            }
        }
    }

    /// <summary>One who waits; it listens from its making until it is disposed.</summary>
    internal sealed class Wait(CallWaits owner, EventId call) : IDisposable
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EventId Call => call;

        public void Wake() => ended.TrySetResult();

        /// <summary>Returns when the call has ended or the time is over.</summary>
        public async Task EndAsync(TimeSpan most, CancellationToken cancellation)
        {
            using var giveUp = cancellation.UnsafeRegister(
                static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), ended);
            await using var timer = owner.clock.CreateTimer(
                static state => ((Wait)state!).Wake(), this, most, Timeout.InfiniteTimeSpan);
            await ended.Task;
        }

        public void Dispose() => owner.Forget(this);
    }
}
