using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Receiving;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// Reads a CloudEvent 1.0 as a publication, in the modes of its HTTP binding: binary (attributes in <c>ce-</c> headers), structured (JSON) and
/// batch (a JSON array). The bytes of <c>data</c> are cut out, not read: they leave as they came.
/// </summary>
/// <param name="sources">The names of the configured sources.</param>
/// <param name="named">The source that the request names for all of its events; null: each one names its own.</param>
internal sealed class CloudEventReading(IReadOnlyCollection<string> sources, string? named)
{
    private const string Structured = "application/cloudevents";

    /// <summary>Whether the request is a CloudEvent by the rule of the binding: first the content type decides, then <c>ce-specversion</c>.</summary>
    public static CloudEventMode ModeOf(HttpRequest request)
    {
        var type = (request.ContentType ?? "").Split(';')[0].Trim();
        return type.Equals($"{Structured}+json", StringComparison.OrdinalIgnoreCase) ? CloudEventMode.Structured
            : type.Equals($"{Structured}-batch+json", StringComparison.OrdinalIgnoreCase) ? CloudEventMode.Batch
            : type.StartsWith(Structured, StringComparison.OrdinalIgnoreCase) ? CloudEventMode.Unknown
            : request.Headers.ContainsKey("ce-specversion") ? CloudEventMode.Binary
            : CloudEventMode.None;
    }

    /// <summary>An event whose attributes are headers and whose data is the body.</summary>
    public PublishReading Binary(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers)
        {
            if (name.StartsWith("ce-", StringComparison.OrdinalIgnoreCase))
            {
                attributes[name[3..].ToLowerInvariant()] = Decoded(values.ToString());
            }
        }

        return Judge(attributes, body, request.ContentType ?? "application/octet-stream");
    }

    /// <summary>The one event of a JSON object, or those of an array.</summary>
    public IReadOnlyList<PublishReading> Json(ReadOnlyMemory<byte> body, CloudEventMode mode)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Limits.JsonDepth });
            var root = document.RootElement;
            return mode == CloudEventMode.Structured ? [One(root)]
                : root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray().Select(One)]
                : [new(null, "a batch of CloudEvents is a JSON array")];
        }
        catch (JsonException fault)
        {
            return [new(null, $"the body is not valid JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}; values nest at most {Limits.JsonDepth} deep")];
        }
        catch (InvalidOperationException)
        {
            return [new(null, "a text of the body is not valid Unicode")];
        }
    }

    private PublishReading One(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return new(null, "a CloudEvent is a JSON object");
        }

        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        JsonElement? data = null;
        string? binary = null;
        foreach (var member in element.EnumerateObject())
        {
            switch (member.Name)
            {
                case "data":
                    data = member.Value;
                    break;
                case "data_base64":
                    binary = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : "";
                    break;
                default:
                    if (member.Value.ValueKind != JsonValueKind.Null)
                    {
                        attributes[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
                    }

                    break;
            }
        }

        if (data is not null && binary is not null)
        {
            return new(null, "a CloudEvent has data or data_base64, never both");
        }

        var type = attributes.GetValueOrDefault("datacontenttype") ?? "application/json";
        return DataOf(data, binary, type) is { } bytes ? Judge(attributes, bytes, type) : new(null, "data_base64 is not Base64");
    }

    /// <summary>The data's own bytes: of a JSON value as it stands, of text what it says, of Base64 what it encodes; null where it is none.</summary>
    private static ReadOnlyMemory<byte>? DataOf(JsonElement? data, string? binary, string type)
    {
        if (binary is not null)
        {
            var bytes = new byte[binary.Length];
            return Convert.TryFromBase64String(binary, bytes, out var length) ? bytes.AsMemory(0, length) : default(ReadOnlyMemory<byte>?);
        }

        return data is not { } value ? ReadOnlyMemory<byte>.Empty
            : value.ValueKind == JsonValueKind.String && !IsJson(type) ? Encoding.UTF8.GetBytes(value.GetString()!)
            : Encoding.UTF8.GetBytes(value.GetRawText());
    }

    private static bool IsJson(string type)
    {
        var media = type.Split(';')[0].Trim();
        return media.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static string? Lacking(Dictionary<string, string> attributes)
    {
        foreach (var needed in new[] { "specversion", "id", "source", "type" })
        {
            if (string.IsNullOrEmpty(attributes.GetValueOrDefault(needed)))
            {
                return $"the CloudEvent has no {needed}, which the standard requires";
            }
        }

        return attributes["specversion"] == "1.0" ? null : "the specversion of the CloudEvent is not 1.0";
    }

    private PublishReading Judge(Dictionary<string, string> attributes, ReadOnlyMemory<byte> data, string contentType)
    {
        if (Lacking(attributes) is { } lacking)
        {
            return new(null, lacking);
        }

        var source = named ?? attributes["source"];
        if (!sources.Contains(source))
        {
            return new(null, "the CloudEvent's source names none of the configured sources: say which one it is for with ?source=NAME");
        }

        // Source and id together are unique. Where the request names the source, events of several CloudEvents sources meet in it.
        var id = source == attributes["source"] ? attributes["id"] : $"{attributes["source"]} {attributes["id"]}";
        var key = attributes.GetValueOrDefault("subject") ?? attributes.GetValueOrDefault("partitionkey");
        foreach (var (name, text) in new[] { ("source and id", id), ("type", attributes["type"]), ("subject", key), ("sequence", attributes.GetValueOrDefault("sequence")) })
        {
            if (text is { Length: > Limits.IdentityLength })
            {
                return new(null, string.Create(CultureInfo.InvariantCulture, $"{name} of the CloudEvent has more than {Limits.IdentityLength} characters"));
            }
        }

        return new(
            new Publication
            {
                Source = source,
                Type = attributes["type"],
                Id = id,
                Key = key,
                Version = attributes.GetValueOrDefault("sequence"),
                Time = attributes.GetValueOrDefault("time"),
                Data = data,
                ContentType = contentType,
            },
            null);
    }

    /// <summary>Quotes first, then percent-encoding, once, as the HTTP binding says.</summary>
    private static string Decoded(string value) =>
        Uri.UnescapeDataString(value is ['"', .. var inner, '"'] ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : value);
}

/// <summary>How a CloudEvent came.</summary>
internal enum CloudEventMode
{
    /// <summary>It is none.</summary>
    None = 0,

    /// <summary>Attributes in headers.</summary>
    Binary = 1,

    /// <summary>One, as JSON.</summary>
    Structured = 2,

    /// <summary>Any number, as a JSON array.</summary>
    Batch = 3,

    /// <summary>A format that is not understood.</summary>
    Unknown = 4,
}
