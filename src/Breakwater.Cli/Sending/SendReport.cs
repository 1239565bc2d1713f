using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Sending;

/// <summary>How <c>send</c> tells what became of each request.</summary>
internal sealed class SendReport(CommandContext context, bool json)
{
    private readonly Screen screen = new(context);

    public void Write(Parcel parcel, Reply reply)
    {
        if (json)
        {
            context.Out.WriteLine(Json(writer =>
            {
                writer.WriteNumber("status", reply.Status);
                writer.WriteString("event", reply.EventId);
                writer.WriteBoolean("duplicate", reply.Duplicate);
                writer.WriteString("idempotencyId", parcel.IdempotencyId);
                writer.WriteString("detail", reply.Detail);
            }));
            return;
        }

        screen.Line(
            new Cell(reply.Status.ToString(CultureInfo.InvariantCulture), reply.Accepted ? Tone.Good : Tone.Bad),
            "  ",
            new Cell(reply.EventId ?? reply.Detail ?? "no words"),
            reply.Duplicate ? new Cell("  duplicate", Tone.Warning) : new Cell(""),
            new Cell(parcel.IdempotencyId is { } id ? $"  ({id})" : "", Tone.Dim));
    }

    /// <summary>A dry run: the request itself, without what is secret in it.</summary>
    public void Show(Parcel parcel)
    {
        var request = parcel.Request;
        if (json)
        {
            context.Out.WriteLine(Json(writer =>
            {
                writer.WriteString("method", request.Method);
                writer.WriteString("url", request.Url);
                writer.WriteStartArray("headers");
                foreach (var (name, value) in request.Headers)
                {
                    writer.WriteStartArray();
                    writer.WriteStringValue(name);
                    writer.WriteStringValue(Shown(parcel, name, value));
                    writer.WriteEndArray();
                }

                writer.WriteEndArray();
                writer.WriteString("body", Encoding.UTF8.GetString(request.Body.Span));
            }));
            return;
        }

        screen.Line(new Cell($"{request.Method} {request.Url}", Tone.Strong));
        foreach (var (name, value) in request.Headers)
        {
            screen.Line(new Cell($"{name}: ", Tone.Dim), new Cell(Shown(parcel, name, value)));
        }

        context.Out.WriteLine();
        foreach (var line in Encoding.UTF8.GetString(request.Body.Span).Split('\n'))
        {
            screen.Line(new Cell(line.TrimEnd('\r')));
        }

        context.Out.WriteLine();
    }

    private static string Shown(Parcel parcel, string name, string value) => parcel.Concealed.Contains(name) ? "***" : value;

    private static string Json(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
