using System.Text;
using System.Text.Json;
using Breakwater.Simulation.Drills;

namespace Breakwater.Cli.Drilling;

/// <summary>The report of a drill for programs: one line; times in seconds. The shape is that of <c>docs/drill.md</c>.</summary>
internal static class DrillJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(DrillReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            Head(json, report);
            Each(json, "sources", report.Sources, Source);
            Each(json, "destinations", report.Destinations, Destination);
            Each(json, "entities", report.Entities, Entity);
            Each(json, "advice", report.Advice, Advice);
            json.WriteStartArray("notes");
            report.Notes.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Head(Utf8JsonWriter json, DrillReport report)
    {
        json.WriteNumber("seed", report.Seed);
        json.WriteNumber("hours", report.Time.TotalHours);
        json.WriteNumber("events", report.Events);
        json.WriteNumber("ratePerMinute", Math.Round(report.PerMinute, 3));
        json.WriteNumber("kills", report.Kills);
        json.WriteNumber("restarts", report.Stops);
        json.WriteNumber("storeFailures", report.StoreFailures);
        if (report.Breach is { } breach)
        {
            json.WriteStartObject("broken");
            json.WriteString("promise", breach.Promise);
            json.WriteString("text", breach.Text);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("broken");
        }
    }

    private static void Source(Utf8JsonWriter json, SourceSeen seen)
    {
        json.WriteString("name", seen.Name);
        json.WriteNumber("events", seen.Events);
        json.WriteNumber("recorded", seen.Recorded);
        json.WriteNumber("duplicates", seen.Duplicates);
        json.WriteNumber("recordedAnew", seen.Anew);
        json.WriteNumber("late", seen.Late);
        json.WriteNumber("refused", seen.Refused);
        json.WriteString("refusal", seen.Refusal);
        json.WriteNumber("dropped", seen.Dropped);
    }

    private static void Destination(Utf8JsonWriter json, DestinationSeen seen)
    {
        json.WriteString("name", seen.Name);
        json.WriteNumber("deliveries", seen.Deliveries);
        json.WriteNumber("delivered", seen.Delivered);
        json.WriteNumber("dead", seen.DeadLetters);
        DeadLetters(json, seen);
        json.WriteNumber("stale", seen.Stale);
        json.WriteNumber("waiting", seen.Waiting);
        json.WriteNumber("attempts", seen.Attempts);
        json.WriteNumber("ambiguous", seen.Ambiguous);
        json.WriteNumber("takenTwice", seen.Repeated);
        Late(json, seen.Lateness);
        json.WriteNumber("outages", seen.Outages);
        Seconds(json, "longestOutageSeconds", seen.LongestOutage);
        Seconds(json, "longestSurvivedSeconds", seen.LongestSurvived);
        Seconds(json, "caughtUpSeconds", seen.CaughtUp);
        json.WriteNumber("heldKeys", seen.HeldKeys);
        Seconds(json, "longestHeldSeconds", seen.LongestHeld);
        json.WriteNumber("heldForPeople", seen.HeldForPeople);
        json.WriteNumber("overwritten", seen.Overwritten.Sum(one => one.Count));
    }

    private static void DeadLetters(Utf8JsonWriter json, DestinationSeen seen)
    {
        json.WriteStartObject("deadBy");
        foreach (var policy in Enum.GetValues<GaveUp>())
        {
            json.WriteNumber(DrillWords.Of(policy), seen.Dead.GetValueOrDefault(policy));
        }

        json.WriteEndObject();
        Each(json, "finalAnswers", seen.Final, static (json, final) =>
        {
            json.WriteString("answer", final.Answer);
            json.WriteNumber("deliveries", final.Count);
        });
        if (seen.First is { } first)
        {
            json.WriteStartObject("gaveUpFirst");
            json.WriteString("policy", DrillWords.Of(first.Policy));
            Seconds(json, "afterSeconds", first.After);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("gaveUpFirst");
        }
    }

    private static void Late(Utf8JsonWriter json, Lateness? lateness)
    {
        if (lateness is null)
        {
            json.WriteNull("latenessSeconds");
            return;
        }

        json.WriteStartObject("latenessSeconds");
        Seconds(json, "p50", lateness.Half);
        Seconds(json, "p95", lateness.Most95);
        Seconds(json, "p99", lateness.Most99);
        Seconds(json, "max", lateness.Max);
        json.WriteEndObject();
    }

    private static void Entity(Utf8JsonWriter json, EntitySeen seen)
    {
        json.WriteString("type", seen.Type);
        json.WriteNumber("entities", seen.Entities);
        json.WriteNumber("applied", seen.Applied);
        json.WriteNumber("duplicate", seen.Duplicate);
        json.WriteNumber("stale", seen.Stale);
        json.WriteNumber("early", seen.Early);
        json.WriteNumber("flagged", seen.Flagged);
        json.WriteNumber("conflict", seen.Conflict);
    }

    private static void Advice(Utf8JsonWriter json, Advice advice)
    {
        json.WriteString("about", advice.About);
        json.WriteString("option", advice.Option);
        json.WriteString("value", advice.Value);
        json.WriteString("text", advice.Text);
        if (advice.Left is { } left)
        {
            json.WriteNumber("deadThen", left);
        }
        else
        {
            json.WriteNull("deadThen");
        }
    }

    private static void Seconds(Utf8JsonWriter json, string name, TimeSpan time) => json.WriteNumber(name, Math.Round(time.TotalSeconds, 3));

    private static void Each<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
