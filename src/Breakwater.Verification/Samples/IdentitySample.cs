using System.Text.Json.Nodes;

namespace Breakwater.Verification.Samples;

/// <summary>A sample for a sender without a preset: whatever its identity reads is put where it is read.</summary>
public static class IdentitySample
{
    /// <summary>The URL's query that carries what is read from there, with placeholders; empty where nothing is.</summary>
    /// <param name="identity">Where things are read.</param>
    public static string Query(EventIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var pairs = Parts(identity)
            .Where(pair => pair.Part.Kind == SelectorKind.Query)
            .Select(pair => $"{Uri.EscapeDataString(pair.Part.Value)}={pair.Text}");
        var query = string.Join('&', pairs);
        return query.Length == 0 ? "" : $"?{query}";
    }

    /// <summary>The sample, with placeholders in headers and body.</summary>
    /// <param name="identity">Where things are read.</param>
    public static ProviderSample Of(EventIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var headers = new List<KeyValuePair<string, string>> { new("Content-Type", "application/json") };
        var body = new JsonObject();
        foreach (var (part, text) in Parts(identity))
        {
            if (part.Kind == SelectorKind.Header)
            {
                headers.Add(new(part.Value, text));
            }
            else if (part.Kind == SelectorKind.Pointer)
            {
                Put(body, part.Value, text);
            }
        }

        body.TryAdd("message", "A sample event");
        return new ProviderSample("sample.created", headers, body.ToJsonString());
    }

    /// <summary>What the first alternative of each reads, part for part.</summary>
    private static IEnumerable<(SelectorPart Part, string Text)> Parts(EventIdentity identity)
    {
        (IReadOnlyList<Selector> Selectors, string Text)[] all =
            [(identity.Id, "{id}"), (identity.Type, "{type}"), (identity.Key, "{key}"), (identity.Version, "{time}"), (identity.Time, "{iso}")];
        return all
            .Where(entry => entry.Selectors.Count > 0)
            .SelectMany(entry => entry.Selectors[0].Parts.Where(part => part.Kind != SelectorKind.Literal).Select(part => (part, entry.Text)))
            .DistinctBy(entry => entry.part);
    }

    private static void Put(JsonObject body, string pointer, string text)
    {
        var tokens = pointer.Split('/').Skip(1).Select(Unescape).ToArray();
        if (tokens.Length == 0)
        {
            return;
        }

        var at = body;
        foreach (var token in tokens[..^1])
        {
            if (at[token] is not JsonObject next)
            {
                next = [];
                at[token] = next;
            }

            at = next;
        }

        at[tokens[^1]] = JsonValue.Create(text);
    }

    private static string Unescape(string token) =>
        token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
