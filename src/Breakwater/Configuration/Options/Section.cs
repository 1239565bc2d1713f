using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Breakwater.Configuration.Options;

/// <summary>A mapping with known names: its options, in the order in which people read them.</summary>
/// <param name="title">The name for the reference page and the schema.</param>
/// <param name="meaning">What the section is for.</param>
/// <param name="options">The options.</param>
internal sealed class Section(string title, string meaning, IReadOnlyList<Option> options)
{
    private readonly FrozenDictionary<string, Option> byName = options.ToFrozenDictionary(o => o.Name, StringComparer.Ordinal);

    public string Title { get; } = title;

    public string Meaning { get; } = meaning;

    public IReadOnlyList<Option> Options { get; } = options;

    /// <summary>What the schema says beside the options themselves: relations that it can hold.</summary>
    public Action<JsonObject>? Relations { get; init; }

    /// <summary>Names beginning so are free, at every level of known names.</summary>
    public const string FreePrefix = "x-";

    public bool Read(Place place, Binding binding, out Values values)
    {
        values = new Values(place);
        if (place.Node is not ConfigurationNode.Mapping mapping)
        {
            binding.Report.Fault(place, $"found {Binding.Describe(place.Node)}", $"a mapping with {NamesInWords()}");
            return false;
        }

        var before = binding.Report.Count;
        foreach (var entry in mapping.Entries)
        {
            if (entry.Key.StartsWith(FreePrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var entryPlace = place.Entry(entry);
            if (byName.TryGetValue(entry.Key, out var option))
            {
                option.Bind(entryPlace, binding, values);
            }
            else
            {
                var nearest = binding.Report.Nearest(entry.Key, byName.Keys);
                binding.Report.KeyFault(entryPlace, $"unknown name '{Cut(entry.Key)}'", nearest is null ? NamesInWords() : null, nearest);
            }
        }

        foreach (var option in Options)
        {
            if (option.Required && !mapping.Entries.Any(e => e.Key == option.Name))
            {
                binding.Report.Fault(place, $"'{option.Name}' is missing", option.Words);
            }
        }

        values.Sound = binding.Report.Count == before;
        return true;
    }

    /// <summary>A reference to the section's schema, which is put into the definitions once.</summary>
    public JsonObject Schema(JsonObject definitions)
    {
        if (!definitions.ContainsKey(Title))
        {
            definitions[Title] = new JsonObject();
            definitions[Title] = Definition(definitions);
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{Title}" };
    }

    /// <summary>The section's schema itself.</summary>
    public JsonObject Definition(JsonObject definitions)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var option in Options.Where(o => !o.Unbuilt))
        {
            properties[option.Name] = option.Schema(definitions);
            if (option.Required)
            {
                required.Add((JsonNode)option.Name);
            }
        }

        var schema = new JsonObject
        {
            ["type"] = "object",
            ["description"] = Meaning,
            ["properties"] = properties,
            ["patternProperties"] = new JsonObject { ["^" + FreePrefix] = new JsonObject() },
            ["additionalProperties"] = false,
        };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        Relations?.Invoke(schema);
        return schema;
    }

    private string NamesInWords() => "one of " + string.Join(", ", Options.Where(o => !o.Unbuilt).Select(o => o.Name));

    private static string Cut(string name) => name.Length <= 60 ? name : name[..60] + "…";
}
