namespace Breakwater.Delivering;

/// <summary>Counts a few things over a sliding window, in ten slots that are made at the first count. Not safe for concurrent use.</summary>
internal sealed class Tally(TimeSpan window, int things)
{
    private const int Slots = 10;

    private readonly long width = Math.Max(1, window.Ticks / Slots);
    private readonly long[] sums = new long[things];
    private int[]? slots;
    private long current;
    private long since;

    /// <summary>How many in the window.</summary>
    public long this[int thing] => sums[thing];

    public void Count(int thing, DateTimeOffset now)
    {
        Move(now);
        slots![(int)(current % Slots * things) + thing]++;
        sums[thing]++;
    }

    /// <summary>How many a second, over the part of the window in which anything was counted.</summary>
    public double Rate(int thing, DateTimeOffset now)
    {
        Move(now);
        var from = Math.Max(since, (current - Slots + 1) * width);
        var span = Math.Max(now.UtcTicks - from, width);
        return sums[thing] * (double)TimeSpan.TicksPerSecond / span;
    }

    /// <summary>Lets go of what left the window.</summary>
    public void Move(DateTimeOffset now)
    {
        var slot = now.UtcTicks / width;
        if (slots is null || slot < current || slot - current >= Slots)
        {
            // Nothing is left in the window, or the clock went back: it begins anew.
            Clear();
            slots ??= new int[Slots * things];
            (current, since) = (slot, now.UtcTicks);
            return;
        }

        while (current < slot)
        {
            current++;
            var leaving = slots.AsSpan((int)(current % Slots * things), things);
            for (var thing = 0; thing < things; thing++)
            {
                sums[thing] -= leaving[thing];
            }

            leaving.Clear();
        }
    }

    public void Clear()
    {
        Array.Clear(sums);
        slots?.AsSpan().Clear();
    }
}
