using System.Text.Json;
using System.Text.Unicode;

namespace Breakwater.Cli.Client;

/// <summary>A call to make, as the API reads it.</summary>
internal sealed record CallRequestBody
{
    public required string Destination { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>Names and values, as they were given.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[]? Body { get; init; }

    public string? Key { get; init; }

    public string? IdempotencyKey { get; init; }

    public string? Reply { get; init; }

    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("destination"u8, Destination);
            json.WriteString("method"u8, Method);
            json.WriteString("path"u8, Path);
            WriteHeaders(json);
            WriteBody(json);
            WriteText(json, "key", Key);
            WriteText(json, "idempotencyKey", IdempotencyKey);
            WriteText(json, "reply", Reply);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private void WriteHeaders(Utf8JsonWriter json)
    {
        var lines = Headers.ToList();
        if (Body is { } body && !lines.Exists(line => line.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            lines.Add(("Content-Type", IsJson(body) ? "application/json" : Utf8.IsValid(body) ? "text/plain; charset=utf-8" : "application/octet-stream"));
        }

        json.WriteStartObject("headers"u8);
        foreach (var name in lines.GroupBy(line => line.Name, line => line.Value, StringComparer.OrdinalIgnoreCase))
        {
            json.WriteStartArray(name.Key);
            foreach (var value in name)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>A text as it is: it arrives byte for byte.</summary>
    private void WriteBody(Utf8JsonWriter json)
    {
        if (Body is null)
        {
            return;
        }

        if (Utf8.IsValid(Body))
        {
            json.WriteString("body"u8, Body);
            return;
        }

        json.WriteBase64String("body"u8, Body);
        json.WriteString("bodyEncoding"u8, "base64"u8);
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
            }

            return body.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
