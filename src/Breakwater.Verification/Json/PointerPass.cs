using System.Text.Json;

namespace Breakwater.Verification.Json;

/// <summary>One pass of a <see cref="PointerSet"/> over a document: which nodes were reached, and how many pointers are still open.</summary>
internal ref struct PointerPass(ReadOnlySpan<byte> json, Span<PointerValue> values, Span<bool> reached, int open)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = PointerSet.MaxDepth };

    private readonly Span<PointerValue> values = values;
    private readonly Span<bool> reached = reached;
    private Utf8JsonReader reader = new(json, Options);
    private int open = open;
    private string? fault;

    /// <summary>Reads until everything is known, or to the end.</summary>
    /// <exception cref="JsonException">The document is not JSON, or too deep.</exception>
    public string? Run(PointerNode root, bool toTheEnd)
    {
        reader.Read();
        Visit(root);
        if (toTheEnd && fault is null)
        {
            Finish();
        }

        return fault;
    }

    private readonly bool Done => open == 0 || fault is not null;

    /// <summary>The reader stands on the first token of the value at <paramref name="node"/>; it leaves on the last one, unless done.</summary>
    private void Visit(PointerNode node)
    {
        Note(node);
        open -= node.Pointers.Count;
        var before = open;
        if (Done)
        {
            return;
        }

        if (reader.TokenType == JsonTokenType.StartObject)
        {
            VisitObject(node);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            VisitArray(node);
        }

        // What was not found below is known to be absent now; after an early stop the count no longer matters.
        if (!Done)
        {
            open = before - (node.Count - node.Pointers.Count);
        }
    }

    private void VisitObject(PointerNode node)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var child = Child(node);
            reader.Read();
            Step(child);
            if (Done)
            {
                return;
            }
        }
    }

    private void VisitArray(PointerNode node)
    {
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            Step(At(node, index));
            if (Done)
            {
                return;
            }
        }
    }

    private static PointerNode? At(PointerNode node, int index)
    {
        foreach (var child in node.Children)
        {
            if (child.Index == index)
            {
                return child;
            }
        }

        return null;
    }

    private void Step(PointerNode? child)
    {
        if (child is null || reached[child.Number])
        {
            reader.Skip();
            return;
        }

        reached[child.Number] = true;
        Visit(child);
    }

    private readonly PointerNode? Child(PointerNode node)
    {
        if (reader.ValueIsEscaped)
        {
            return Named(node, JsonText.Of(reader.ValueSpan, escaped: true));
        }

        foreach (var child in node.Children)
        {
            if (reader.ValueSpan.SequenceEqual(child.Utf8))
            {
                return child;
            }
        }

        return null;
    }

    private static PointerNode? Named(PointerNode node, string? name) => node.Children.Find(child => child.Token == name);

    private void Note(PointerNode node)
    {
        if (node.Pointers.Count == 0)
        {
            return;
        }

        var value = reader.TokenType switch
        {
            JsonTokenType.String => new PointerValue(PointerKind.String, JsonText.Of(reader.ValueSpan, reader.ValueIsEscaped)),
            JsonTokenType.Number => new PointerValue(PointerKind.Number, JsonText.Of(reader.ValueSpan, escaped: false)),
            JsonTokenType.True => new PointerValue(PointerKind.Boolean, "true"),
            JsonTokenType.False => new PointerValue(PointerKind.Boolean, "false"),
            JsonTokenType.StartObject => new PointerValue(PointerKind.Object, null),
            JsonTokenType.StartArray => new PointerValue(PointerKind.Array, null),
            _ => new PointerValue(PointerKind.Null, null),
        };
        if (value is { Kind: PointerKind.String, Text: null })
        {
            // A replaced character could make two ids one: rather no value than a wrong one.
            fault = "the body is not valid UTF-8";
            return;
        }

        foreach (var pointer in node.Pointers)
        {
            values[pointer] = value;
        }
    }

    private void Finish()
    {
        while (reader.Read())
        {
        }
    }
}
