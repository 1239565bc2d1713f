using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Logging;

/// <summary>A log line for programs: one flat JSON object, with the fields of the contract (<c>eventId</c>, <c>destination</c>, …) beside the words.</summary>
internal static class JsonLog
{
    private const string TemplateField = "{OriginalFormat}";
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(in LogLine line)
    {
        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", line.At.UtcDateTime);
            json.WriteString("level", Level(line.Level));
            if (line.Name is not null)
            {
                json.WriteString("event", LogFields.Name(line.Name));
            }

            json.WriteString("message", line.Message);
            foreach (var (name, value) in line.Fields)
            {
                WriteField(json, name, value);
            }

            json.WriteString("category", line.Category);
            if (line.Exception is { } fault)
            {
                json.WriteString("exception", fault is IOException ? fault.Message : fault.ToString());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteField(Utf8JsonWriter json, string name, object? value)
    {
        if (name == TemplateField || value is null)
        {
            return;
        }

        var field = LogFields.Name(name);
        // A field never hides what every line has.
        json.WritePropertyName(field is "time" or "level" or "event" or "message" or "category" or "exception" ? field + "_" : field);
        switch (value)
        {
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(LogFields.Text(value));
                break;
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
