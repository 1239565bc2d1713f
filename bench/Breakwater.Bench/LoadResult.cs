using System.Diagnostics;

namespace Breakwater.Bench;

/// <summary>What a run of the load came to.</summary>
internal sealed class LoadResult
{
    private readonly List<int> latencies = new(1 << 20);

    /// <summary>Requests answered with 2xx.</summary>
    public int Accepted { get; private set; }

    /// <summary>Requests answered otherwise: overload.</summary>
    public int Refused { get; private set; }

    public TimeSpan Elapsed { get; set; }

    public double PerSecond => Accepted / Elapsed.TotalSeconds;

    public void Add(int status, long ticks)
    {
        if (status is >= 200 and < 300)
        {
            Accepted++;
            latencies.Add((int)Math.Min(int.MaxValue, ticks * 1_000_000 / Stopwatch.Frequency));
        }
        else
        {
            Refused++;
        }
    }

    /// <summary>The latency, in milliseconds, below which this part of the accepted requests lies.</summary>
    public double Latency(double part)
    {
        if (latencies.Count == 0)
        {
            return double.NaN;
        }

        latencies.Sort();
        return latencies[(int)(part * (latencies.Count - 1))] / 1000.0;
    }
}
