using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Breakwater.Model;

namespace Breakwater.Configuration;

/// <summary>
/// What of a source's events people don't see: values in JSON bodies and headers. What is kept and what is delivered stays whole. Immutable, safe
/// for concurrent use.
/// </summary>
public sealed class Redaction
{
    /// <summary>What stands in place of a value.</summary>
    public const string Blot = "***";

    /// <summary>What stands in place of a body in which nothing can be found.</summary>
    public const string NotShown = "(not shown: the source redacts, and this body is not JSON)";

    /// <summary>What stands for every name or index in a pointer.</summary>
    private const string Any = "*";

    private const string HeaderPrefix = "header:";
    private const int ValuesMost = 1_000;

    /// <summary>Shorter values are blotted out in their place only: looked for elsewhere, they would blot out everything.</summary>
    private const int ValueLeast = 3;

    private readonly RedactionNode root = new();
    private readonly HashSet<string> headers = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="places">JSON Pointers, in which <c>*</c> stands for every name or index, and <c>header:NAME</c>.</param>
    public Redaction(IEnumerable<string> places)
    {
        Places = [.. places];
        foreach (var place in Places)
        {
            if (place.StartsWith(HeaderPrefix, StringComparison.Ordinal))
            {
                headers.Add(place[HeaderPrefix.Length..]);
            }
            else
            {
                root.Add(place.Split('/').Skip(1).Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)));
            }
        }
    }

    /// <summary>The places, as they were written.</summary>
    public IReadOnlyList<string> Places { get; }

    /// <summary>Blots an event out.</summary>
    public RedactedEvent Apply(Event evt)
    {
        ArgumentNullException.ThrowIfNull(evt);
        var values = new HashSet<string>(StringComparer.Ordinal);
        var body = BodyOf(evt.Body, values);
        foreach (var (name, value) in evt.Headers)
        {
            if (headers.Contains(name))
            {
                Note(values, value);
            }
        }

        return new RedactedEvent(this, body, values) { Headers = HeadersOf(evt.Headers) };
    }

    /// <summary>Headers with those of our places blotted out.</summary>
    internal IReadOnlyList<Header> HeadersOf(IReadOnlyList<Header> all) =>
        headers.Count == 0 ? all : [.. all.Select(header => headers.Contains(header.Name) ? header with { Value = Blot } : header)];

    /// <summary>A body with the values at our pointers blotted out; null when it is not JSON, so that they can't be found.</summary>
    /// <param name="body">The body.</param>
    /// <param name="values">Takes what was blotted out.</param>
    internal ReadOnlyMemory<byte>? BodyOf(ReadOnlyMemory<byte> body, HashSet<string> values)
    {
        if (root.IsEmpty || body.IsEmpty)
        {
            return body;
        }

        if (!Utf8.IsValid(body.Span))
        {
            return null;
        }

        try
        {
            var spans = new List<(int Start, int End)>();
            var begin = body.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
            Find(body.Span[begin..], spans, values);
            return spans.Count == 0 ? body : Without(body.Span, begin, spans);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Find(ReadOnlySpan<byte> json, List<(int Start, int End)> spans, HashSet<string> values)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
        var levels = new Stack<Level>();
        List<RedactionNode> here = [root];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    here = RedactionNode.Below(levels.Peek().Nodes, reader.GetString()!);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    levels.Pop();
                    break;
                default:
                    if (levels.TryPeek(out var level) && level.IsArray)
                    {
                        here = RedactionNode.Below(level.Nodes, level.NextIndex());
                    }

                    if (here.Exists(node => node.IsEnd))
                    {
                        var start = (int)reader.TokenStartIndex;
                        Skip(ref reader, values);
                        spans.Add((start, (int)reader.BytesConsumed));
                    }
                    else if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    {
                        levels.Push(new Level(here, reader.TokenType == JsonTokenType.StartArray));
                    }

                    break;
            }
        }
    }

    /// <summary>Goes to the end of a value and notes every text and number in it.</summary>
    private static void Skip(ref Utf8JsonReader reader, HashSet<string> values)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.TokenType is JsonTokenType.String)
            {
                Note(values, Encoding.UTF8.GetString(reader.ValueSpan));
                Note(values, reader.GetString()!);
            }
            else if (reader.TokenType is JsonTokenType.Number)
            {
                Note(values, Encoding.UTF8.GetString(reader.ValueSpan));
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
    }

    private static void Note(HashSet<string> values, string value)
    {
        if (value.Length >= ValueLeast && values.Count < ValuesMost)
        {
            values.Add(value);
        }
    }

    private static byte[] Without(ReadOnlySpan<byte> body, int begin, List<(int Start, int End)> spans)
    {
        var output = new MemoryStream(body.Length);
        var copied = 0;
        foreach (var (start, end) in spans)
        {
            output.Write(body[copied..(begin + start)]);
            output.Write("\"***\""u8);
            copied = begin + end;
        }

        output.Write(body[copied..]);
        return output.ToArray();
    }

    /// <summary>An object or array that is open, and where the places go on below it.</summary>
    private sealed record Level(List<RedactionNode> Nodes, bool IsArray)
    {
        private int index;

        public string NextIndex() => (index++).ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A part of the places: what may come below it.</summary>
    private sealed class RedactionNode
    {
        private readonly Dictionary<string, RedactionNode> children = new(StringComparer.Ordinal);

        public bool IsEnd { get; private set; }

        public bool IsEmpty => children.Count == 0 && !IsEnd;

        public void Add(IEnumerable<string> parts)
        {
            var node = this;
            foreach (var part in parts)
            {
                if (!node.children.TryGetValue(part, out var next))
                {
                    node.children[part] = next = new RedactionNode();
                }

                node = next;
            }

            node.IsEnd = true;
        }

        public static List<RedactionNode> Below(List<RedactionNode> nodes, string name)
        {
            var below = new List<RedactionNode>();
            foreach (var node in nodes)
            {
                foreach (var part in name == Any ? [Any] : new[] { name, Any })
                {
                    if (node.children.TryGetValue(part, out var next))
                    {
                        below.Add(next);
                    }
                }
            }

            return below;
        }
    }
}
