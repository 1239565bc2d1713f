using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.AspNetCore.Api;

/// <summary>An id as it was found, or why it was not.</summary>
/// <param name="Id">The id; meaningless beside a problem.</param>
/// <param name="Problem">Why there is none.</param>
internal readonly record struct Found<T>(T Id, Problem? Problem);

/// <summary>Ids in paths: whole, or shortened to what is unique, with or without their prefix.</summary>
internal sealed class ShortIds(ISearch search)
{
    private const int ShownLength = 40;

    public async Task<Found<EventId>> EventAsync(string text, CancellationToken cancellation)
    {
        if (EventId.TryParse(text, out var id))
        {
            return new(id, null);
        }

        var found = Range(EventId.Prefix, text) is { } range ? await search.EventIdsAsync(range.First, range.Last, cancellation) : [];
        return Only("event", text, found);
    }

    public async Task<Found<DeliveryId>> DeliveryAsync(string text, CancellationToken cancellation)
    {
        if (DeliveryId.TryParse(text, out var id))
        {
            return new(id, null);
        }

        var found = Range(DeliveryId.Prefix, text) is { } range ? await search.DeliveryIdsAsync(range.First, range.Last, cancellation) : [];
        return Only("delivery", text, found);
    }

    /// <summary>A call has the bits of its event, so it is shortened by the same index.</summary>
    public async Task<Found<CallId>> CallAsync(string text, CancellationToken cancellation)
    {
        if (CallId.TryParse(text, out var id))
        {
            return new(id, null);
        }

        var found = Range(CallId.Prefix, text) is { } range ? await search.EventIdsAsync(range.First, range.Last, cancellation) : [];
        return Only("call", text, found.Select(evt => new CallId(evt.Value)).ToList());
    }

    /// <summary>The id's text for an answer: a stranger's text is cut.</summary>
    public static string Shown(string text) => text.Length <= ShownLength ? text : text[..ShownLength] + "…";

    private static (SortableId First, SortableId Last)? Range(string prefix, string text)
    {
        var digits = text.StartsWith(prefix, StringComparison.Ordinal) ? text.AsSpan(prefix.Length) : text;
        return SortableId.TryParsePrefix(digits, out var first, out var last) ? (first, last) : null;
    }

    private static Found<T> Only<T>(string what, string text, IReadOnlyList<T> found)
        where T : struct => found.Count switch
        {
            0 => new(default, Problems.Absent(what, Shown(text))),
            1 => new(found[0], null),
            _ => new(default, Problems.Ambiguous(what, Shown(text))),
        };
}
