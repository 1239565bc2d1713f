using System.Globalization;
using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;
using Breakwater.Model;

namespace Breakwater.Configuration.Sections;

/// <summary>A value that is JSON: as a text that holds it, or as a flat mapping, which is how one pastes it into YAML.</summary>
internal static class JsonTexts
{
    private const int MaxMembers = 32;

    public static Shape<Secret> Shape(int maxLength)
    {
        var text = Shapes.Secret($"a JSON Web Key, as text of at most {maxLength.ToString("N0", CultureInfo.InvariantCulture)} characters or as a mapping", maxLength);
        return new Shape<Secret>
        {
            Words = text.Words,
            Secret = true,
            Show = text.Show,
            Schema = definitions => new JsonObject { ["anyOf"] = new JsonArray(text.Schema(definitions), new JsonObject { ["type"] = "object" }) },
            Read = (Place place, Binding binding, out Secret value) =>
            {
                if (place.Node is not ConfigurationNode.Mapping mapping)
                {
                    return text.Read(place, binding, out value);
                }

                if (mapping.Entries.Count <= MaxMembers && mapping.Entries.All(entry => entry.Value is ConfigurationNode.Scalar))
                {
                    value = new Secret(Json(mapping).ToJsonString());
                    return true;
                }

                value = new Secret("");
                binding.Report.Fault(place, "a mapping that holds more than texts and numbers", text.Words);
                return false;
            },
        };
    }

    private static JsonObject Json(ConfigurationNode.Mapping mapping)
    {
        var json = new JsonObject();
        foreach (var entry in mapping.Entries)
        {
            var scalar = (ConfigurationNode.Scalar)entry.Value;
            json[entry.Key] = scalar.IsNull ? null
                : scalar.Plain && scalar.Text is "true" or "false" ? JsonValue.Create(scalar.Text == "true")
                : scalar.Plain && long.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
                : JsonValue.Create(scalar.Text);
        }

        return json;
    }
}
