using Breakwater.Storage;

namespace Breakwater.PostgreSql.Calling;

/// <summary>
/// Whether the server is there. While it is not, a call fails at once, and one at a time finds out whether it is back, after pauses that grow
/// and are jittered, so that many nodes do not come back as a herd. Safe for concurrent use.
/// </summary>
internal sealed class Reach(TimeProvider clock, Random chance)
{
    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMost = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private string? words;
    private TimeSpan pause = PauseFirst;
    private TimeSpan wait;
    private long missedAt;

    /// <exception cref="StoreUnavailableException">It was not there a moment ago.</exception>
    public void Expect()
    {
        if (Volatile.Read(ref words) is null)
        {
            return;
        }

        lock (gate)
        {
            if (words is { } why && clock.GetElapsedTime(missedAt) < wait)
            {
                throw new StoreUnavailableException(why);
            }

            // This call finds out; the others go on failing meanwhile.
            missedAt = clock.GetTimestamp();
        }
    }

    public void Found()
    {
        if (Volatile.Read(ref words) is not null)
        {
            lock (gate)
            {
                words = null;
                pause = PauseFirst;
            }
        }
    }

    public void Missed(string why)
    {
        lock (gate)
        {
            words = why;
            missedAt = clock.GetTimestamp();
            wait = pause * (0.5 + (chance.NextDouble() / 2));
            pause = pause * 2 < PauseMost ? pause * 2 : PauseMost;
        }
    }
}
