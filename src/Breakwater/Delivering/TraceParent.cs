using System.Globalization;
using Breakwater.Storage;

namespace Breakwater.Delivering;

/// <summary>
/// The W3C trace context of an attempt: the trace of the arrival, with a span of its own. The span follows from delivery and
/// attempt, so that nothing has to be kept to know it again.
/// </summary>
internal static class TraceParent
{
    private const int Length = 55;

    public static string Of(DueDelivery due, int attempt)
    {
        var id = due.Delivery.Id.Value;

        // An odd multiplier spreads consecutive attempts over all bits; a span of zero is not valid.
        var span = unchecked(((ulong)id.Low ^ (ulong)id.High) + ((ulong)attempt * 0x9E3779B97F4A7C15));
        span = span == 0 ? 1 : span;
        var arrival = due.Event.TraceParent;
        return arrival is { Length: >= Length }
            ? string.Create(CultureInfo.InvariantCulture, $"{arrival.AsSpan(0, 36)}{span:x16}{arrival.AsSpan(52, 3)}")
            : string.Create(CultureInfo.InvariantCulture, $"00-{(ulong)due.Event.Id.Value.High:x16}{(ulong)due.Event.Id.Value.Low:x16}-{span:x16}-00");
    }
}
