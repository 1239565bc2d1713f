using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Breakwater.Configuration;

namespace Breakwater.Cli.Tests.Yaml;

/// <summary>The part of JSON Schema that ours uses, applied to a YAML tree as an editor would; any other keyword fails the test.</summary>
internal sealed class SchemaWalk(JsonObject root)
{
    private static readonly HashSet<string> Notes = ["description", "title", "$schema", "$defs"];

    public bool Accepts(ConfigurationNode node) => Accepts(root, node);

    private bool Accepts(JsonObject schema, ConfigurationNode node) =>
        schema.All(keyword => Notes.Contains(keyword.Key) || Holds(schema, keyword.Key, keyword.Value!, node));

    private bool Holds(JsonObject schema, string keyword, JsonNode value, ConfigurationNode node) => keyword switch
    {
        "$ref" => Accepts(root["$defs"]![value.GetValue<string>()["#/$defs/".Length..]]!.AsObject(), node),
        "anyOf" => value.AsArray().Any(option => Accepts(option!.AsObject(), node)),
        "oneOf" => value.AsArray().Count(option => Accepts(option!.AsObject(), node)) == 1,
        "type" => value is JsonArray several ? several.Any(t => IsType(t!.GetValue<string>(), node)) : IsType(value.GetValue<string>(), node),
        "enum" => value.AsArray().Any(v => Text(node) == v!.GetValue<string>()),
        "const" => Text(node) == value.GetValue<string>(),
        "pattern" => Text(node) is { } text && Regex.IsMatch(text, value.GetValue<string>()),
        "minLength" => Text(node) is { } text && text.Length >= value.GetValue<int>(),
        "maxLength" => Text(node) is { } text && text.Length <= value.GetValue<int>(),
        "minimum" => Number(node) >= value.GetValue<double>(),
        "maximum" => Number(node) <= value.GetValue<double>(),
        "minItems" => node is ConfigurationNode.Sequence list && list.Items.Count >= value.GetValue<int>(),
        "maxItems" => node is ConfigurationNode.Sequence list && list.Items.Count <= value.GetValue<int>(),
        "items" => node is ConfigurationNode.Sequence list && list.Items.All(item => Accepts(value.AsObject(), item)),
        "required" => node is ConfigurationNode.Mapping map && value.AsArray().All(name => map.Entries.Any(e => e.Key == name!.GetValue<string>())),
        "properties" => node is ConfigurationNode.Mapping map && map.Entries.All(e => value[e.Key] is not { } inner || Accepts(inner.AsObject(), e.Value)),
        "patternProperties" => node is ConfigurationNode.Mapping map && map.Entries.All(e =>
            value.AsObject().All(p => !Regex.IsMatch(e.Key, p.Key) || Accepts(p.Value!.AsObject(), e.Value))),
        "additionalProperties" => node is ConfigurationNode.Mapping map && map.Entries.All(e =>
            schema["properties"]?[e.Key] is not null || schema["patternProperties"]!.AsObject().Any(p => Regex.IsMatch(e.Key, p.Key))),
        _ => throw new InvalidOperationException($"The schema uses {keyword}, which this walk does not know."),
    };

    private static bool IsType(string type, ConfigurationNode node) => type switch
    {
        "object" => node is ConfigurationNode.Mapping,
        "array" => node is ConfigurationNode.Sequence,
        "null" => node is ConfigurationNode.Scalar { IsNull: true },
        "boolean" => node is ConfigurationNode.Scalar { Plain: true, Text: "true" or "false" },
        "integer" => Number(node) is { } number && number == Math.Floor(number),
        "number" => Number(node) is not null,
        "string" => node is ConfigurationNode.Scalar { IsNull: false } and not ConfigurationNode.Scalar { Plain: true, Text: "true" or "false" } && Number(node) is null,
        _ => throw new InvalidOperationException(type),
    };

    private static string? Text(ConfigurationNode node) => (node as ConfigurationNode.Scalar)?.Text;

    private static double? Number(ConfigurationNode node) =>
        node is ConfigurationNode.Scalar { Plain: true } scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
