using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Logging;

/// <summary>
/// A log line for programs: one flat JSON object, with the fields of the contract (<c>eventId</c>, <c>destination</c>, …) beside the words.
/// One line after the other: not safe for concurrent use.
/// </summary>
#pragma warning disable CA1001 // The writer owns nothing: its output is given for each line.
internal sealed class JsonLog : ILogLineForm
#pragma warning restore CA1001
{
    private const string TemplateField = "{OriginalFormat}";
    private const int ValueOnStack = 128;

    private static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    private static readonly JsonEncodedText Severity = JsonEncodedText.Encode("level");
    private static readonly JsonEncodedText Event = JsonEncodedText.Encode("event");
    private static readonly JsonEncodedText Message = JsonEncodedText.Encode("message");
    private static readonly JsonEncodedText Category = JsonEncodedText.Encode("category");
    private static readonly JsonEncodedText Fault = JsonEncodedText.Encode("exception");

    // Names come from the templates in the code: there are a few dozen.
    private readonly Dictionary<string, JsonEncodedText> fields = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonEncodedText> events = new(StringComparer.Ordinal);
    private readonly Utf8JsonWriter json = new(
        new ArrayBufferWriter<byte>(), new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public void Write(in LogLine line, IBufferWriter<byte> output)
    {
        json.Reset(output);
        json.WriteStartObject();
        json.WriteString(Time, line.At.UtcDateTime);
        json.WriteString(Severity, Level(line.Level));
        if (line.Name is { } name)
        {
            json.WriteString(Event, Known(events, name, LogFields.Event));
        }

        json.WriteString(Message, line.Message);
        for (var i = 0; i < line.Fields.Count; i++)
        {
            WriteField(line.Fields[i]);
        }

        json.WriteString(Category, line.Category);
        if (line.Exception is { } fault)
        {
            json.WriteString(Fault, fault is IOException ? fault.Message : fault.ToString());
        }

        json.WriteEndObject();
        json.Flush();
    }

    private void WriteField(KeyValuePair<string, object?> field)
    {
        if (field.Key == TemplateField || field.Value is not { } value)
        {
            return;
        }

        var name = Known(fields, field.Key, FieldName);
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(name, number);
                break;
            default:
                WriteText(name, value);
                break;
        }
    }

    private void WriteText(JsonEncodedText name, object value)
    {
        Span<char> text = stackalloc char[ValueOnStack];
        if (value is ISpanFormattable formattable and not DateTimeOffset
            && formattable.TryFormat(text, out var written, default, System.Globalization.CultureInfo.InvariantCulture))
        {
            json.WriteString(name, text[..written]);
        }
        else
        {
            json.WriteString(name, LogFields.Text(value));
        }
    }

    /// <summary>A field never hides what every line has.</summary>
    private static string FieldName(string name) =>
        LogFields.Name(name) is var field && field is "time" or "level" or "event" or "message" or "category" or "exception" ? field + "_" : field;

    private static JsonEncodedText Known(Dictionary<string, JsonEncodedText> names, string name, Func<string, string> form)
    {
        if (!names.TryGetValue(name, out var known))
        {
            names.Add(name, known = JsonEncodedText.Encode(form(name), JavaScriptEncoder.UnsafeRelaxedJsonEscaping));
        }

        return known;
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
