namespace Breakwater.Delivering;

/// <summary>
/// Spreads requests evenly: each one puts the moment of the next one off by its share of a second. Who comes late may catch up by
/// a twentieth of a second, so that a timer's delay does not slow it down. Pure.
/// </summary>
internal struct Metronome
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    private DateTimeOffset next;

    /// <summary>When the next request may begin; in the past when it may now.</summary>
    public readonly DateTimeOffset Next => next;

    /// <summary>How many requests may begin now, at so many a second.</summary>
    public readonly int Ready(double rate, DateTimeOffset now)
    {
        var from = Latest(now);
        return from > now ? 0 : 1 + (int)Math.Min(1_000_000, (now - from).TotalSeconds * rate);
    }

    /// <summary>One begins.</summary>
    public void Begin(double rate, DateTimeOffset now) =>
        next = Latest(now) + TimeSpan.FromTicks((long)(TimeSpan.TicksPerSecond / rate));

    /// <summary>The clock went back.</summary>
    public void Rewind(TimeSpan by) => next = next > DateTimeOffset.MinValue + by ? next - by : DateTimeOffset.MinValue;

    private readonly DateTimeOffset Latest(DateTimeOffset now) => next > now - Slack ? next : now - Slack;
}
