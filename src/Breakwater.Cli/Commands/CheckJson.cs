using System.Text;
using System.Text.Json;
using Breakwater.Cli.Yaml;
using Breakwater.Configuration;

namespace Breakwater.Cli.Commands;

/// <summary>What <c>check --json</c> prints.</summary>
internal static class CheckJson
{
    public static string Write(LoadedConfiguration loaded)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("file", loaded.Path);
            writer.WriteBoolean("valid", loaded.Settings is not null);
            Write(writer, "errors", loaded.Errors);
            Write(writer, "warnings", loaded.Warnings);
            if (loaded.Settings is { } settings)
            {
                Write(writer, settings);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<ConfigurationError> errors)
    {
        writer.WriteStartArray(name);
        foreach (var error in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("file", error.File);
            writer.WriteNumber("line", error.Line);
            writer.WriteNumber("column", error.Column);
            writer.WriteString("path", error.Path);
            writer.WriteString("message", error.Message);
            writer.WriteString("expected", error.Expected);
            writer.WriteString("didYouMean", error.DidYouMean);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, Settings settings)
    {
        writer.WriteStartArray("sources");
        foreach (var source in settings.Sources.Values.OrderBy(s => s.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("name", source.Name);
            writer.WriteString("scheme", source.SchemeName);
            writer.WriteString("path", ConfigurationSummary.PathOf(source));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("destinations");
        foreach (var name in settings.Destinations.Keys.Order(StringComparer.Ordinal))
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteNumber("routes", settings.Routes.Count);
    }
}
