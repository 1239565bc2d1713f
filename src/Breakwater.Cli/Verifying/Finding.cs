using System.Text;
using System.Text.Json;
using Breakwater.Cli.Output;
using Breakwater.Verification;

namespace Breakwater.Cli.Verifying;

/// <summary>What was found out about one request.</summary>
internal sealed record Finding(Subject Subject, Verdict Verdict, IdentityReading Identity, DateTimeOffset At, string? Remark)
{
    public void WriteJson(TextWriter writer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("subject", Subject.Name);
            json.WriteBoolean("valid", Verdict.Valid);
            json.WriteString("code", Verdict.Code);
            json.WriteString("reason", Verdict.Reason);
            json.WriteString("at", At);
            json.WriteString("remark", Remark);
            json.WriteStartObject("event");
            json.WriteString("id", Identity.Id);
            json.WriteString("type", Identity.Type);
            json.WriteString("key", Identity.Key);
            json.WriteString("version", Identity.Version);
            json.WriteString("time", Identity.Time);
            json.WriteString("fault", Identity.Fault);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        writer.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    public void WriteText(Screen screen)
    {
        screen.Line(
            Verdict.Valid ? new Cell("genuine", Tone.Good) : new Cell("not genuine", Tone.Bad),
            new Cell($" for {Subject.Name}: {Verdict.Reason}"));
        if (Remark is not null)
        {
            screen.Line(new Cell(Remark, Tone.Warning));
        }

        if (!Verdict.Valid)
        {
            return;
        }

        screen.Fields([("id", Identity.Id), ("type", Identity.Type), ("key", Identity.Key), ("version", Identity.Version), ("time", Identity.Time)]);
        if (Identity.Fault is not null)
        {
            screen.Line(new Cell($"the door would still refuse it (422): {Identity.Fault}", Tone.Warning));
        }
    }
}
