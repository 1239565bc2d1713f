namespace Breakwater.Routing;

/// <summary>
/// A pattern of event types, compiled: letters count as they are, <c>*</c> stands for any text, dots included. An event without a
/// type matches the pattern <c>*</c> only.
/// </summary>
internal sealed class TypePattern
{
    private readonly string[] pieces;

    public TypePattern(string text)
    {
        Text = text;
        pieces = text.Split('*');
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>True when the type fits.</summary>
    public bool Matches(string? type)
    {
        if (type is null)
        {
            return Text == "*";
        }

        var head = pieces[0];
        if (pieces.Length == 1)
        {
            return type == head;
        }

        var tail = pieces[^1];
        if (type.Length < head.Length + tail.Length
            || !type.StartsWith(head, StringComparison.Ordinal)
            || !type.EndsWith(tail, StringComparison.Ordinal))
        {
            return false;
        }

        // What lies between is taken as early as possible: the rest then has the most room.
        var rest = type.AsSpan(head.Length, type.Length - head.Length - tail.Length);
        for (var index = 1; index < pieces.Length - 1; index++)
        {
            var at = rest.IndexOf(pieces[index], StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + pieces[index].Length)..];
        }

        return true;
    }
}
