using System.Runtime.InteropServices;
using System.Text.Json;

namespace Breakwater.Reconciling;

/// <summary>What a JSON Pointer (RFC 6901) points at in an answer. Pure.</summary>
internal static class JsonPlace
{
    /// <summary>How an answer is read: deep enough for any API, and not endless.</summary>
    public static JsonDocumentOptions Options { get; } = new() { MaxDepth = 64 };

    /// <summary>The value at a pointer; null where there is none. The empty pointer is all of it.</summary>
    public static JsonElement? Find(JsonElement from, string pointer)
    {
        var at = from;
        foreach (var part in pointer.Length == 0 ? [] : pointer[1..].Split('/'))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var member))
            {
                at = member;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>A string as it is, a number or boolean as it stands; null for everything else and for the empty string.</summary>
    public static string? Text(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } found ? found : null,
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
        _ => null,
    };

    /// <summary>The bytes of a value as they stood in the answer.</summary>
    public static byte[] Bytes(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();
}
