using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Breakwater.Configuration;
using Breakwater.Receiving;

namespace Breakwater.AspNetCore.Api;

/// <summary>What a request to publish says, or what is wrong with it.</summary>
/// <param name="Publication">The event to publish; null beside a fault.</param>
/// <param name="Fault">What is wrong, in words.</param>
internal readonly record struct PublishReading(Publication? Publication, string? Fault);

/// <summary>
/// Reads <c>{"source","type","id"?,"key"?,"version"?,"data"}</c>. The bytes of <c>data</c> are not read but cut out: they leave as they
/// came, with every blank and digit.
/// </summary>
internal static class Publishing
{
    private const string Members = "source, type, id, key, version and data";

    public static PublishReading Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            return new(null, "the body is not valid UTF-8");
        }

        try
        {
            return Parse(body);
        }
        catch (JsonException fault)
        {
            return new(null, $"the body is not valid JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}; values nest at most {Limits.JsonDepth} deep");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in an escaped text: it has no UTF-8 form.
            return new(null, "a text of the body is not valid Unicode");
        }
    }

    private static PublishReading Parse(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return new(null, $"the body is a JSON object with {Members}");
        }

        var texts = new Dictionary<string, string?>(StringComparer.Ordinal);
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
                return new(null, name == "data" ? "data is there twice" : $"a member of the body is not known: it has {Members}");
            }
            else if (!texts.TryAdd(name, Text(ref reader, name, out var fault)) || fault is not null)
            {
                return new(null, fault ?? $"{name} is there twice");
            }
        }

        // What follows the object is an error of the reader's.
        while (reader.Read())
        {
        }

        return Judge(texts, data);
    }

    private static string? Text(ref Utf8JsonReader reader, string name, out string? fault)
    {
        fault = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number when name is "key" or "version":
                return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.Null when name is "id" or "key" or "version":
                return null;
            default:
                fault = name is "key" or "version" ? $"{name} is a text or a number" : $"{name} is a text";
                return null;
        }
    }

    private static PublishReading Judge(Dictionary<string, string?> texts, ReadOnlyMemory<byte>? data)
    {
        if (string.IsNullOrEmpty(texts.GetValueOrDefault("source")) || string.IsNullOrEmpty(texts.GetValueOrDefault("type")))
        {
            return new(null, "source and type are needed, and not empty");
        }

        if (data is not { } bytes)
        {
            return new(null, "data is needed: it is the body that destinations get (null is allowed)");
        }

        foreach (var (name, text) in texts)
        {
            if (text is { Length: 0 } or { Length: > Limits.IdentityLength })
            {
                return new(null, string.Create(CultureInfo.InvariantCulture, $"{name} has 1 to {Limits.IdentityLength} characters"));
            }
        }

        return new(
            new Publication
            {
                Source = texts["source"]!,
                Type = texts["type"]!,
                Id = texts.GetValueOrDefault("id"),
                Key = texts.GetValueOrDefault("key"),
                Version = texts.GetValueOrDefault("version"),
                Data = bytes,
            },
            null);
    }
}
