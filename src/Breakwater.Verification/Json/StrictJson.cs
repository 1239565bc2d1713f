using System.Text.Json;

namespace Breakwater.Verification.Json;

/// <summary>
/// Bodies whose signature covers values in them: a name that comes twice could be verified once and used the other time, so such a
/// body is not read at all.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = PointerSet.MaxDepth };

    /// <summary>The document, to be disposed; null when the body is no JSON object without repeated names.</summary>
    public static JsonDocument? Object(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
        }

        return null;
    }

    /// <summary>A member's text; null when it is none, or not UTF-8.</summary>
    public static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What a body was refused for.</summary>
    public static Verdict Unreadable { get; } = Verdict.Refuse(
        "body-malformed", "the signature stands in the body, and the body is no JSON object in which each name comes once");
}
