using Breakwater.Model;

namespace Breakwater.Sqlite.Reading;

/// <summary>What a person typed: an event id or its beginning, an idempotency id, a key or a type.</summary>
internal sealed class SearchText(string text)
{
    private readonly (SortableId First, SortableId Last)? ids = Ids(text);

    public string Text => text;

    /// <summary>The ids that begin like it, where it is the beginning of one.</summary>
    public IdSpan? Within(IdSpan span) => ids is { } known
        ? span with { First = Math.Max(span.First, known.First.High), Last = Math.Min(span.Last, known.Last.High) }
        : null;

    public bool Fits(Event evt) =>
        text == evt.IdempotencyId || text == evt.Key || text == evt.Type
        || (ids is { } known && evt.Id.Value.CompareTo(known.First) >= 0 && evt.Id.Value.CompareTo(known.Last) <= 0);

    private static (SortableId, SortableId)? Ids(string text) =>
        text.StartsWith(EventId.Prefix, StringComparison.Ordinal)
        && SortableId.TryParsePrefix(text.AsSpan(EventId.Prefix.Length), out var first, out var last)
            ? (first, last)
            : null;
}
