using Breakwater.Model;

namespace Breakwater.PostgreSql.Reading;

/// <summary>What a person typed: an event id or its beginning, an idempotency id, a key or a type.</summary>
internal sealed class SearchText(string text)
{
    public string Text => text;

    /// <summary>The ids that begin like it, where it is the beginning of one.</summary>
    public (SortableId First, SortableId Last)? Ids { get; } =
        text.StartsWith(EventId.Prefix, StringComparison.Ordinal)
        && SortableId.TryParsePrefix(text.AsSpan(EventId.Prefix.Length), out var first, out var last)
            ? (first, last)
            : null;
}
