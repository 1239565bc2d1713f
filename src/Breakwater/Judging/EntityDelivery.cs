using Breakwater.Model;

namespace Breakwater.Judging;

/// <summary>The deliveries of what an entity applied: they come due with it, and go in the order in which it was applied.</summary>
internal static class EntityDelivery
{
    /// <summary>A parked delivery, due now.</summary>
    /// <param name="parked">The delivery.</param>
    /// <param name="now">The moment of the verdict.</param>
    /// <param name="turn">The how-manieth applied event it belongs to.</param>
    public static Delivery Due(Delivery parked, DateTimeOffset now, long turn)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(turn);
        return parked with { NextAttemptAt = now, Since = now };
    }
}
