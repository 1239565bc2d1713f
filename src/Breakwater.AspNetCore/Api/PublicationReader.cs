using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Receiving;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Reads <c>{"source","type","id"?,"key"?,"version"?,"data"}</c> in one pass; <c>data</c> stays the bytes that it is in the request.
/// </summary>
internal static class PublicationReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = Limits.JsonDepth };

    public static (Publication? Publication, Problem? Problem) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return ReadObject(body);
        }
        catch (JsonException wrong)
        {
            return (null, Problems.BadBody($"The body is not valid JSON, line {wrong.LineNumber + 1}."));
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in a text that must become a string.
            return (null, Problems.BadBody("A text in the body is not valid Unicode."));
        }
    }

    private static (Publication? Publication, Problem? Problem) ReadObject(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return (null, Problems.BadBody("The body must be a JSON object."));
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        ReadOnlyMemory<byte>? data = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "data" && data is null)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                data = body[start..(int)reader.BytesConsumed];
            }
            else if (name is not ("source" or "type" or "id" or "key" or "version"))
            {
                return (null, Problems.BadBody($"The member '{SafeText.Cut(name)}' is not known: expected source, type, id, key, version, data."));
            }
            else if (Text(ref reader) is not { } text || !texts.TryAdd(name, text))
            {
                return (null, Problems.BadBody($"The member '{name}' must come once, as a text."));
            }
        }

        // What follows the object is an error, too: the reader says so.
        reader.Read();
        return Make(texts, data);
    }

    private static (Publication? Publication, Problem? Problem) Make(Dictionary<string, string> texts, ReadOnlyMemory<byte>? data)
    {
        foreach (var needed in (ReadOnlySpan<string>)["source", "type"])
        {
            if (!texts.TryGetValue(needed, out var text) || text.Length == 0)
            {
                return (null, Problems.Unprocessable("member-missing", $"The member '{needed}' is missing."));
            }
        }

        return data is null
            ? (null, Problems.Unprocessable("member-missing", "The member 'data' is missing."))
            : (new Publication
            {
                Source = texts["source"],
                Type = texts["type"],
                Id = texts.GetValueOrDefault("id"),
                Key = texts.GetValueOrDefault("key"),
                Version = texts.GetValueOrDefault("version"),
                Data = data.Value,
            }, null);
    }

    /// <summary>A text, or a number in the digits in which it came: keys and versions are often numbers.</summary>
    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
        _ => null,
    };
}
