using System.Text;
using Breakwater.Model;

namespace Breakwater.Configuration;

/// <summary>An event as people see it, and the means to blot the same values out of everything that is shown with it: answers that echo them, errors.</summary>
public sealed class RedactedEvent
{
    private readonly Redaction redaction;
    private readonly string[] values;

    internal RedactedEvent(Redaction redaction, ReadOnlyMemory<byte>? body, IReadOnlyCollection<string> values)
    {
        this.redaction = redaction;
        Body = body;

        // The longest first: a value may be a part of another.
        this.values = [.. values.OrderByDescending(value => value.Length)];
    }

    /// <summary>The body; null when it is not JSON, and so not shown.</summary>
    public ReadOnlyMemory<byte>? Body { get; }

    /// <summary>The headers.</summary>
    public required IReadOnlyList<Header> Headers { get; init; }

    /// <summary>A text without the values that were blotted out; nothing of it where they are not known.</summary>
    public string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Body is null)
        {
            return text.Length == 0 ? text : Redaction.NotShown;
        }

        foreach (var value in values)
        {
            text = text.Replace(value, Redaction.Blot, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Another body that belongs to the event (what a transform made, what came back) as text: blotted out at the same places, and of the same values.</summary>
    public string BodyText(ReadOnlyMemory<byte> body) =>
        Body is null ? Text(body.IsEmpty ? "" : " ") : Text(Encoding.UTF8.GetString((redaction.BodyOf(body, []) ?? body).Span));

    /// <summary>Header lines that belong to the event: blotted out by name, and of the same values.</summary>
    public IReadOnlyList<Header> Lines(IReadOnlyList<Header> lines) =>
        Body is null ? redaction.HeadersOf(lines) : [.. redaction.HeadersOf(lines).Select(line => line with { Value = Text(line.Value) })];
}
