using Breakwater.Model;

namespace Breakwater.Calling;

/// <summary>The deliveries of one call: the first, and those that stand in for it. Which of them counts. Pure.</summary>
internal static class CallChain
{
    /// <summary>
    /// The one that took it; else the last that stands in. Where that was given up and one before it is still tried, that one.
    /// </summary>
    /// <param name="deliveries">The deliveries of the call, oldest first; at least one.</param>
    public static Delivery Counting(IReadOnlyList<Delivery> deliveries)
    {
        var last = deliveries[0];
        Delivery? waits = null;
        while (last.State != DeliveryState.Delivered && After(last, deliveries) is { } next)
        {
            waits ??= last.State == DeliveryState.Waiting ? last : null;
            last = next;
        }

        return last.State is DeliveryState.Delivered or DeliveryState.Waiting ? last : waits ?? last;
    }

    /// <summary>The one in whose place a delivery is, or null.</summary>
    public static Delivery? Before(Delivery delivery, IReadOnlyList<Delivery> deliveries) =>
        deliveries.FirstOrDefault(one => one.Fallback is { Kind: FallbackKind.Destination, Delivery: { } to } && to == delivery.Id);

    private static Delivery? After(Delivery delivery, IReadOnlyList<Delivery> deliveries) =>
        delivery.Fallback is { Kind: FallbackKind.Destination, Delivery: { } to } ? deliveries.FirstOrDefault(one => one.Id == to) : null;
}
