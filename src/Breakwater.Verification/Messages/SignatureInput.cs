using System.Globalization;

namespace Breakwater.Verification.Messages;

/// <summary>One component that a message signature covers: <c>"@method"</c>, <c>"date"</c>, <c>"@query-param";name="id"</c>.</summary>
/// <param name="Name">The name, lower case.</param>
/// <param name="Parameters">Its parameters as received, semicolons included; mostly empty.</param>
/// <param name="QueryName">The <c>name</c> of a <c>@query-param</c>; else null.</param>
internal sealed record Component(string Name, string Parameters, string? QueryName);

/// <summary>One signature as <c>Signature-Input</c> announces it (RFC 9421, section 4.1).</summary>
internal sealed record SignatureInput
{
    public required string Label { get; init; }

    public required IReadOnlyList<Component> Components { get; init; }

    /// <summary>The inner list with its parameters, exactly as received: the last line of what is signed.</summary>
    public required string Raw { get; init; }

    public long? Created { get; init; }

    public long? Expires { get; init; }

    public string? Algorithm { get; init; }

    public string? KeyId { get; init; }

    /// <summary>Reads the dictionary; null when it is malformed, or lists more than is looked at.</summary>
    public static IReadOnlyList<SignatureInput>? Parse(string text)
    {
        const int MaxSignatures = 8;
        var found = new List<SignatureInput>();
        var at = new FieldReader(text);
        do
        {
            at.SkipBlanks();
            if (at.Key() is not { } label || !at.Take('=') || Member(ref at, label) is not { } member || found.Exists(other => other.Label == label))
            {
                return null;
            }

            found.Add(member);
            at.SkipBlanks();
        }
        while (at.Take(',') && found.Count <= MaxSignatures);
        return at.AtEnd && found.Count <= MaxSignatures ? found : null;
    }

    private static SignatureInput? Member(ref FieldReader at, string label)
    {
        const int MaxComponents = 32;
        var start = at.Position;
        if (!at.Take('('))
        {
            return null;
        }

        var components = new List<Component>();
        at.SkipSpaces();
        while (!at.Take(')'))
        {
            if (components.Count == MaxComponents || One(ref at) is not { } component || components.Contains(component))
            {
                return null;
            }

            components.Add(component);
            at.SkipSpaces();
        }

        var input = Parameters(ref at, new SignatureInput { Label = label, Components = components, Raw = "" });
        return input is null ? null : input with { Raw = at.Since(start) };
    }

    private static Component? One(ref FieldReader at)
    {
        if (at.Text() is not { Length: > 0 } name || name.Any(char.IsAsciiLetterUpper))
        {
            return null;
        }

        var start = at.Position;
        string? query = null;
        while (at.Take(';'))
        {
            at.SkipSpaces();
            if (at.Key() is not { } parameter || query is not null || parameter != "name" || name != "@query-param" || !at.Take('=') || at.Text() is not { } value)
            {
                // sf, key, bs, tr, req and whatever comes later: not understood, so not believed.
                return null;
            }

            query = value;
        }

        return (name == "@query-param") == (query is not null) ? new Component(name, at.Since(start), query) : null;
    }

    private static SignatureInput? Parameters(ref FieldReader at, SignatureInput input)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (at.Take(';'))
        {
            at.SkipSpaces();
            if (at.Key() is not { } name || !seen.Add(name) || !at.Take('='))
            {
                return null;
            }

            var number = name is "created" or "expires" ? at.Integer() : null;
            var text = number is null ? at.Text() : null;
            if ((number, text) is (null, null))
            {
                return null;
            }

            input = name switch
            {
                "created" => input with { Created = number },
                "expires" => input with { Expires = number },
                "alg" => input with { Algorithm = text },
                "keyid" => input with { KeyId = text },
                _ => input,
            };
        }

        return input;
    }
}

/// <summary>A reader of structured field values (RFC 9651), as far as message signatures need them.</summary>
internal ref struct FieldReader(string text)
{
    public int Position { get; private set; }

    public readonly bool AtEnd => Position >= text.Length;

    public readonly string Since(int start) => text[start..Position];

    public bool Take(char letter)
    {
        if (AtEnd || text[Position] != letter)
        {
            return false;
        }

        Position++;
        return true;
    }

    public void SkipSpaces() => Skip(' ', ' ');

    public void SkipBlanks() => Skip(' ', '\t');

    public string? Key()
    {
        var start = Position;
        while (!AtEnd && (char.IsAsciiLetterLower(text[Position]) || text[Position] == '*'
            || (Position > start && (char.IsAsciiDigit(text[Position]) || text[Position] is '_' or '-' or '.'))))
        {
            Position++;
        }

        return Position > start ? Since(start) : null;
    }

    public long? Integer()
    {
        const int MaxDigits = 15;
        var start = Position;
        while (!AtEnd && char.IsAsciiDigit(text[Position]))
        {
            Position++;
        }

        return Position - start is > 0 and <= MaxDigits ? long.Parse(Since(start), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>A quoted text; escapes are refused, since no name or id needs one.</summary>
    public string? Text()
    {
        if (!Take('"'))
        {
            return null;
        }

        var end = text.IndexOf('"', Position);
        if (end < 0 || text.AsSpan(Position, end - Position).ContainsAnyExceptInRange(' ', '~') || text.AsSpan(Position, end - Position).Contains('\\'))
        {
            return null;
        }

        var value = text[Position..end];
        Position = end + 1;
        return value;
    }

    /// <summary>A sequence of bytes, <c>:base64:</c>.</summary>
    public byte[]? Bytes()
    {
        if (!Take(':') || text.IndexOf(':', Position) is not (>= 0 and var end))
        {
            return null;
        }

        var bytes = Schemes.SignatureText.Decode(text.AsSpan(Position, end - Position), Schemes.SignatureEncoding.Base64);
        Position = end + 1;
        return bytes;
    }

    private void Skip(char one, char other)
    {
        while (!AtEnd && (text[Position] == one || text[Position] == other))
        {
            Position++;
        }
    }
}
