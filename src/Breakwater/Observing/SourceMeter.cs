namespace Breakwater.Observing;

/// <summary>What one source sent over the last 5 minutes, in fixed memory. Safe for concurrent use.</summary>
internal sealed class SourceMeter(string source, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly Window window = new(clock, Enum.GetValues<ArrivalResult>().Length);
    private DateTimeOffset? lastReceivedAt;
    private DateTimeOffset? lastRejectedAt;

    /// <summary>Counts one arrival.</summary>
    public void Record(ArrivalResult result)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            window.Now()[(int)result]++;
            switch (result)
            {
                case ArrivalResult.Recorded or ArrivalResult.Duplicate:
                    lastReceivedAt = now;
                    break;
                case ArrivalResult.Rejected:
                    lastRejectedAt = now;
                    break;
            }
        }
    }

    /// <summary>What was measured.</summary>
    public SourceHealth Measure()
    {
        lock (gate)
        {
            var sums = window.Sum();
            return new SourceHealth
            {
                Source = source,
                Recorded = sums[(int)ArrivalResult.Recorded],
                Duplicates = sums[(int)ArrivalResult.Duplicate],
                Rejected = sums[(int)ArrivalResult.Rejected],
                Unavailable = sums[(int)ArrivalResult.Unavailable],
                LastReceivedAt = lastReceivedAt,
                LastRejectedAt = lastRejectedAt,
            };
        }
    }
}
