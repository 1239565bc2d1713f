namespace Breakwater.Observing;

/// <summary>
/// A ring of slots over the last minutes of the monotonic clock: counts in fixed memory, forgotten slot by slot. Not safe for
/// concurrent use: its owner locks.
/// </summary>
internal sealed class Window
{
    /// <summary>How far it looks back: 5 minutes.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(5);

    private const int Slots = 30;

    private readonly TimeProvider clock;
    private readonly long slotTicks;
    private readonly int counters;
    private readonly int[] counts;
    private readonly long[] slotNumbers = new long[Slots];

    public Window(TimeProvider clock, int counters)
    {
        this.clock = clock;
        this.counters = counters;
        slotTicks = Math.Max(1, (long)(Length.TotalSeconds / Slots * clock.TimestampFrequency));
        counts = new int[Slots * counters];
        Array.Fill(slotNumbers, -1);
    }

    /// <summary>The counters of the slot of this moment.</summary>
    public Span<int> Now()
    {
        var number = clock.GetTimestamp() / slotTicks;
        var slot = (int)(number % Slots);
        var span = counts.AsSpan(slot * counters, counters);
        if (slotNumbers[slot] != number)
        {
            slotNumbers[slot] = number;
            span.Clear();
        }

        return span;
    }

    /// <summary>The sums over the window.</summary>
    public long[] Sum()
    {
        var oldest = (clock.GetTimestamp() / slotTicks) - Slots + 1;
        var sums = new long[counters];
        for (var slot = 0; slot < Slots; slot++)
        {
            if (slotNumbers[slot] < oldest)
            {
                continue;
            }

            for (var counter = 0; counter < counters; counter++)
            {
                sums[counter] += counts[(slot * counters) + counter];
            }
        }

        return sums;
    }
}
