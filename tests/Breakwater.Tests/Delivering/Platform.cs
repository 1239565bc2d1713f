namespace Breakwater.Tests.Delivering;

/// <summary>A destination that can take so much and answers 503 beyond. Counts by the second of the clock, or has a bucket that fills steadily.</summary>
/// <param name="capacity">How many requests a second.</param>
/// <param name="depth">How deep its bucket is; null where it counts by the second.</param>
internal sealed class Platform(double capacity, double? depth)
{
    private double room = depth ?? capacity;
    private DateTimeOffset at;

    /// <summary>True when it takes a request that comes at this moment.</summary>
    public bool Takes(DateTimeOffset now)
    {
        if (depth is { } most)
        {
            room = Math.Min(most, room + (at == default ? 0 : (now - at).TotalSeconds * capacity));
        }
        else if (at.ToUnixTimeSeconds() != now.ToUnixTimeSeconds())
        {
            room = capacity;
        }

        at = now;
        if (room < 1)
        {
            return false;
        }

        room--;
        return true;
    }
}
