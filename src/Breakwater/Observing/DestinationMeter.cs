using Breakwater.Model;

namespace Breakwater.Observing;

/// <summary>How one destination fares over the last 5 minutes, in fixed memory. Safe for concurrent use.</summary>
/// <remarks>
/// Latencies fall into buckets that grow by an eighth of a power of two: a percentile is right to 9 %, from 0.1 ms to 27 minutes.
/// </remarks>
internal sealed class DestinationMeter(string destination, TimeProvider clock)
{
    private const double LeastMs = 0.1;
    private const int BucketsPerDoubling = 8;
    private const int Buckets = 24 * BucketsPerDoubling;
    private const int Attempts = Buckets;
    private const int Successes = Buckets + 1;

    private readonly Lock gate = new();
    private readonly Window window = new(clock, Buckets + 2);
    private DateTimeOffset? lastSuccessAt;
    private DateTimeOffset? lastFailureAt;
    private string? lastError;

    /// <summary>Counts one attempt.</summary>
    public void Record(Outcome outcome, TimeSpan duration, string? error)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            var slot = window.Now();
            slot[Attempts]++;
            slot[Bucket(duration.TotalMilliseconds)]++;
            if (outcome == Outcome.Success)
            {
                slot[Successes]++;
                lastSuccessAt = now;
            }
            else
            {
                lastFailureAt = now;
                lastError = error;
            }
        }
    }

    /// <summary>What was measured; what waits and what is under way is for others to add.</summary>
    public DestinationHealth Measure()
    {
        lock (gate)
        {
            var sums = window.Sum();
            return new DestinationHealth
            {
                Destination = destination,
                Attempts = sums[Attempts],
                Successes = sums[Successes],
                P50Ms = Percentile(sums, 0.50),
                P95Ms = Percentile(sums, 0.95),
                P99Ms = Percentile(sums, 0.99),
                LastSuccessAt = lastSuccessAt,
                LastFailureAt = lastFailureAt,
                LastError = lastError,
            };
        }
    }

    private static int Bucket(double milliseconds) => milliseconds <= LeastMs
        ? 0
        : Math.Min(Buckets - 1, (int)Math.Ceiling(Math.Log2(milliseconds / LeastMs) * BucketsPerDoubling));

    private static double? Percentile(long[] sums, double share)
    {
        if (sums[Attempts] == 0)
        {
            return null;
        }

        var rank = (long)Math.Ceiling(sums[Attempts] * share);
        var bucket = 0;
        for (var seen = sums[0]; seen < rank; seen += sums[bucket])
        {
            bucket++;
        }

        return Math.Round(LeastMs * Math.Pow(2, (double)bucket / BucketsPerDoubling), 2);
    }
}
