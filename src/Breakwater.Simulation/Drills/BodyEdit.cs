using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Breakwater.Simulation.Drills;

/// <summary>Puts values into a JSON body where pointers look for them.</summary>
internal static class BodyEdit
{
    /// <summary>The body with the values; as it was where it is no JSON object, or a pointer leads through what is there already.</summary>
    public static ReadOnlyMemory<byte> Put(ReadOnlyMemory<byte> body, IReadOnlyList<(string Pointer, string Text)> values)
    {
        if (values.Count == 0 || Parse(body) is not { } root)
        {
            return body;
        }

        foreach (var (pointer, text) in values)
        {
            Put(root, [.. pointer.Split('/').Skip(1).Select(Unescape)], text);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Put(JsonObject root, string[] tokens, string text)
    {
        JsonNode? at = root;
        foreach (var token in tokens.SkipLast(1))
        {
            at = at switch
            {
                JsonObject members => members[token] ?? Add(members, token),
                JsonArray items when int.TryParse(token, out var index) && index >= 0 && index < items.Count => items[index],
                _ => null,
            };
        }

        if (at is JsonObject last && tokens.Length > 0)
        {
            last[tokens[^1]] = Value(text);
        }
    }

    private static JsonObject Add(JsonObject to, string name)
    {
        var added = new JsonObject();
        to[name] = added;
        return added;
    }

    /// <summary>Numbers and words of JSON as such: scripts reckon with them.</summary>
    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonValue value && value.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
                ? JsonNode.Parse(text)
                : text == "null" ? null : JsonValue.Create(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
