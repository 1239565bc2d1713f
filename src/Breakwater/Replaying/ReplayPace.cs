using Breakwater.Configuration;

namespace Breakwater.Replaying;

/// <summary>
/// How large the next step of a bulk replay is, and when it may begin: smooth at the rate that was asked for, never catching up in a
/// burst, and within a bound of bytes.
/// </summary>
internal sealed class ReplayPace(double? rate, TimeProvider clock)
{
    // Ten steps a second: smooth for a destination, and few commits for the store.
    private const double StepsPerSecond = 10;

    // However small the rate, an event a day: longer waits have no meaning, and timers have an end.
    private const double MostSeconds = 86_400;

    private readonly int most = rate is { } perSecond
        ? (int)Math.Clamp(perSecond / StepsPerSecond, 1, Limits.ReplayStepEvents)
        : Limits.ReplayStepEvents;

    private int step = 8;
    private long? freeAt;

    /// <summary>How many events the next step takes.</summary>
    public int Step => Math.Min(step, most);

    /// <summary>How long to wait before the next step.</summary>
    public TimeSpan Wait
    {
        get
        {
            var now = clock.GetTimestamp();
            return freeAt is { } at && at > now ? clock.GetElapsedTime(now, at) : TimeSpan.Zero;
        }
    }

    /// <summary>A step was committed.</summary>
    public void Took(int events, long bytes)
    {
        step = bytes > Limits.ReplayStepBytes ? Math.Max(1, step / 2) : Math.Min(Limits.ReplayStepEvents, step * 2);
        if (rate is { } perSecond)
        {
            var now = clock.GetTimestamp();
            freeAt = Math.Max(freeAt ?? now, now) + (long)(Math.Min(events / perSecond, MostSeconds) * clock.TimestampFrequency);
        }
    }
}
