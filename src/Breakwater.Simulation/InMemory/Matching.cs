using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Simulation.InMemory;

/// <summary>What a filter means.</summary>
internal static class Matching
{
    public static bool Fits(EventFilter filter, EventRow row)
    {
        var evt = row.Event;
        return (filter.Source is null || filter.Source == evt.Source)
            && (filter.Type is null || (evt.Type is not null && Fits(filter.Type, evt.Type)))
            && (filter.Key is null || filter.Key == evt.Key)
            && (filter.From is null || evt.ReceivedAt >= filter.From)
            && (filter.To is null || evt.ReceivedAt < filter.To)
            && (filter.Text is null || HasText(filter.Text, evt))
            && ((filter.State is null && filter.Destination is null) || row.Deliveries.Exists(d => Fits(filter, d.Delivery)));
    }

    public static bool Fits(DeliveryFilter filter, DeliveryRow row) =>
        (filter.Destination is null || filter.Destination == row.Delivery.Destination)
        && (filter.State is null || filter.State == row.Delivery.State)
        && (filter.Source is null || filter.Source == row.Event.Source)
        && (filter.Key is null || filter.Key == row.Event.Key)
        && (filter.From is null || row.Delivery.Id.Value.Moment >= filter.From)
        && (filter.To is null || row.Delivery.Id.Value.Moment < filter.To);

    /// <summary>State and destination are about one and the same delivery.</summary>
    private static bool Fits(EventFilter filter, Delivery delivery) =>
        (filter.State is null || filter.State == delivery.State)
        && (filter.Destination is null || filter.Destination == delivery.Destination);

    private static bool HasText(string text, Event evt) =>
        text == evt.IdempotencyId || text == evt.Key || text == evt.Type || IsBeginningOf(text, evt.Id);

    private static bool IsBeginningOf(string text, EventId id) =>
        text.Length > EventId.Prefix.Length && id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)
        && text.StartsWith(EventId.Prefix, StringComparison.Ordinal);

    /// <summary>A star stands for any run of characters, an empty one too.</summary>
    private static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
        {
            return pattern.SequenceEqual(text);
        }

        if (!text.StartsWith(pattern[..star], StringComparison.Ordinal))
        {
            return false;
        }

        for (var skipped = star; skipped <= text.Length; skipped++)
        {
            if (Fits(pattern[(star + 1)..], text[skipped..]))
            {
                return true;
            }
        }

        return false;
    }
}
