using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>Ids may be shortened to what is unique, with or without their prefix.</summary>
internal static class ShortIds
{
    public static async Task<(EventId Id, Problem? Problem)> EventAsync(ISearch search, string text, CancellationToken cancellation)
    {
        if (EventId.TryParse(text, out var whole))
        {
            return (whole, null);
        }

        var found = Range(text, EventId.Prefix) is var (first, last) ? await search.EventIdsAsync(first, last, cancellation) : [];
        return Only(found, "event", text);
    }

    public static async Task<(DeliveryId Id, Problem? Problem)> DeliveryAsync(ISearch search, string text, CancellationToken cancellation)
    {
        if (DeliveryId.TryParse(text, out var whole))
        {
            return (whole, null);
        }

        var found = Range(text, DeliveryId.Prefix) is var (first, last) ? await search.DeliveryIdsAsync(first, last, cancellation) : [];
        return Only(found, "delivery", text);
    }

    private static (SortableId First, SortableId Last)? Range(string text, string prefix)
    {
        var digits = text.StartsWith(prefix, StringComparison.Ordinal) ? text.AsSpan(prefix.Length) : text;
        return SortableId.TryParsePrefix(digits, out var first, out var last) ? (first, last) : null;
    }

    private static (T Id, Problem? Problem) Only<T>(IReadOnlyList<T> found, string what, string text)
        where T : struct => found.Count switch
        {
            0 => (default, Problems.Unknown(what, text)),
            1 => (found[0], null),
            _ => (default, Problems.Ambiguous(what, text)),
        };
}
