using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Reads a call to make. The bytes of a body that is JSON are not read but cut out: they leave as they came, with every blank and digit.
/// </summary>
internal sealed class CallReading
{
    private const string Members = "destination, method, path, headers, body, bodyEncoding, key, idempotencyKey and reply";

    // Methods mind the case; of those that everyone knows, everyone knows what is meant.
    private static readonly string[] Known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"];

    private readonly Dictionary<string, string?> texts = new(StringComparer.Ordinal);
    private readonly List<Header> headers = [];
    private ReadOnlyMemory<byte> body;
    private bool hasBody;
    private bool isText;
    private string? fault;

    private CallReading()
    {
    }

    /// <summary>The call, or what is wrong with it, in words.</summary>
    public static (CallRequest? Call, string? Fault) Read(ReadOnlyMemory<byte> bytes)
    {
        if (!Utf8.IsValid(bytes.Span))
        {
            return (null, "the body is not valid UTF-8");
        }

        try
        {
            var reading = new CallReading();
            reading.Parse(bytes);
            return reading.fault is { } words ? (null, words) : reading.Judge();
        }
        catch (JsonException wrong)
        {
            return (null, $"the body is not valid JSON: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}; values nest at most {Limits.JsonDepth} deep");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair in an escaped text: it has no UTF-8 form.
            return (null, "a text of the body is not valid Unicode");
        }
    }

    private void Parse(ReadOnlyMemory<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes.Span, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            fault = $"the body is a JSON object with {Members}";
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            fault ??= seen.Add(name) ? null : $"a member is there twice; the body has {Members}, each at most once";
            reader.Read();
            Take(ref reader, name, bytes);
        }

        // What follows the object is an error of the reader's.
        while (reader.Read())
        {
        }
    }

    private void Take(ref Utf8JsonReader reader, string name, ReadOnlyMemory<byte> bytes)
    {
        switch (name)
        {
            case "body":
                TakeBody(ref reader, bytes);
                break;
            case "headers":
                TakeHeaders(ref reader);
                break;
            case "destination" or "method" or "path" or "key" or "idempotencyKey" or "reply" or "bodyEncoding":
                texts[name] = Text(ref reader, name);
                break;
            default:
                fault ??= $"a member of the body is not known: it has {Members}";
                reader.Skip();
                break;
        }
    }

    private string? Text(ref Utf8JsonReader reader, string name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Number when name is "key":
                return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.Null:
                return null;
            default:
                fault ??= $"{name} is a text";
                reader.Skip();
                return null;
        }
    }

    private void TakeBody(ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes)
    {
        (hasBody, isText) = (reader.TokenType is not JsonTokenType.Null, reader.TokenType is JsonTokenType.String);
        if (isText)
        {
            body = Encoding.UTF8.GetBytes(reader.GetString()!);
            return;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        body = hasBody ? bytes[start..(int)reader.BytesConsumed] : default;
    }

    private void TakeHeaders(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return;
        }

        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            fault ??= "headers is an object: the name of each header, and its value as a text or a list of texts";
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var several = reader.TokenType is JsonTokenType.StartArray;
            while (!several || (reader.Read() && reader.TokenType is not JsonTokenType.EndArray))
            {
                Add(name, ref reader);
                if (!several)
                {
                    break;
                }
            }
        }
    }

    private void Add(string name, ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.String)
        {
            fault ??= "the value of a header is a text, or a list of texts";
            reader.Skip();
            return;
        }

        var header = new Header(name, reader.GetString()!.Trim());
        fault ??= headers.Count == Limits.HeaderLines ? $"a call has at most {Limits.HeaderLines} headers" : CallHeaderRules.Fault(header);
        headers.Add(header);
    }

    private (CallRequest? Call, string? Fault) Judge()
    {
        foreach (var needed in new[] { "destination", "method", "path" })
        {
            if (texts.GetValueOrDefault(needed) is null || (needed != "path" && texts[needed]!.Length == 0))
            {
                return (null, $"{needed} is needed: the body has {Members}");
            }
        }

        if (BodyFault() is { } wrong)
        {
            return (null, wrong);
        }

        if (hasBody && !headers.Exists(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(new Header("Content-Type", !isText ? "application/json" : texts.ContainsKey("bodyEncoding") ? "application/octet-stream" : "text/plain; charset=utf-8"));
        }

        return (new CallRequest
        {
            Destination = texts["destination"]!,
            Method = Known.FirstOrDefault(known => known.Equals(texts["method"], StringComparison.OrdinalIgnoreCase)) ?? texts["method"]!,
            Path = texts["path"]!,
            Headers = headers,
            Body = body,
            Key = texts.GetValueOrDefault("key"),
            IdempotencyKey = texts.GetValueOrDefault("idempotencyKey"),
            Reply = texts.GetValueOrDefault("reply"),
        }, null);
    }

    /// <summary>Decodes a body that is no text.</summary>
    private string? BodyFault()
    {
        switch (texts.GetValueOrDefault("bodyEncoding"))
        {
            case null or "utf-8":
                texts.Remove("bodyEncoding");
                return null;
            case "base64" when isText:
                if (!Base64.IsValid(body.Span))
                {
                    return "body is not valid base64, which bodyEncoding says it is";
                }

                body = Convert.FromBase64String(Encoding.ASCII.GetString(body.Span));
                return null;
            case "base64":
                return "a body in base64 is a text";
            default:
                return "bodyEncoding is utf-8 or base64";
        }
    }
}
