using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration;

/// <summary>The JSON Schema (2020-12) of the configuration, made from the same declarations as its validation.</summary>
internal static class ConfigurationSchema
{
    /// <summary>The schema as indented JSON, ending with a line break.</summary>
    public static string Json()
    {
        var definitions = new JsonObject();
        var root = RootOptions.Section.Definition(definitions);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "breakwater.yaml",
        };
        foreach (var (name, value) in root.ToArray())
        {
            root.Remove(name);
            schema[name] = value;
        }

        schema["$defs"] = definitions;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
