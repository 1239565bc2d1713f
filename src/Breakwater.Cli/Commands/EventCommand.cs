using System.CommandLine;
using System.Globalization;
using System.Text;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater event ID</c>: one event on one screen: what came, where it went, each attempt, and what happens next.</summary>
internal static class EventCommand
{
    public static Command Create(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The event's id, or its beginning." };
        var body = new Option<bool>("--body") { Description = "Only the body, byte for byte." };
        var command = new Command("event", "Show one event: its deliveries, their attempts, and what happens next.") { id, body };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var path = $"v1/events/{Uri.EscapeDataString(verb.Parse.GetRequiredValue(id))}";
            if (verb.Value(body))
            {
                await WriteBodyAsync(context, await verb.Api.BytesAsync(path + "/body", cancellation), cancellation);
                return ExitCode.Done;
            }

            var answer = await verb.Api.GetAsync(path, ApiJson.Default.EventView, cancellation);
            if (verb.Json)
            {
                verb.Screen.Json(answer.Raw);
                return ExitCode.Done;
            }

            ShowEvent(verb, answer.Value);
            foreach (var delivery in answer.Value.Deliveries)
            {
                var whole = await verb.Api.GetAsync($"v1/deliveries/{delivery.Id}", ApiJson.Default.DeliveryView, cancellation);
                verb.Screen.Line();
                Timeline.Show(verb.Screen, whole.Value, verb.Now);
            }

            return ExitCode.Done;
        });
    }

    private static void ShowEvent(ServerVerb verb, EventView evt)
    {
        verb.Screen.Line(new Cell(evt.Id, Tone.Strong), "  ", evt.Source, "  ", evt.Type ?? "(no type)");
        var fields = new List<(string, Cell)>
        {
            ("received", $"{Times.Moment(evt.ReceivedAt)}  ({Times.Distance(evt.ReceivedAt, verb.Now)})"),
        };
        Add("occurred", evt.OccurredAt is { } at ? Times.Moment(at) : null);
        Add("key", evt.Key);
        Add("version", evt.Version);
        Add("idempotency id", evt.IdempotencyId);
        Add("trace", evt.Traceparent);
        Add("recovered by", evt.RecoveredBy is { } run ? $"{run}: its webhook never came" : null);
        fields.Add(("came again", evt.Duplicates == 0
            ? new Cell("never", Tone.Dim)
            : new Cell(Again(evt), Tone.Warning)));
        verb.Screen.Fields(fields);
        if (evt.Deliveries.Count == 0)
        {
            verb.Screen.Line();
            verb.Screen.Line(new Cell("No route matched: it was recorded and goes nowhere.", Tone.Dim));
        }

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                fields.Add((name, value));
            }
        }
    }

    private static string Again(EventView evt) => string.Create(
        CultureInfo.InvariantCulture,
        $"{evt.Duplicates}x{(evt.LastDuplicateAt is { } at ? ", last " + Times.Moment(at) : "")}: counted, not delivered again");

    /// <summary>A pipe gets the bytes; a terminal gets text that cannot take it over.</summary>
    private static async Task WriteBodyAsync(CommandContext context, byte[] body, CancellationToken cancellation)
    {
        if (!context.Terminal && context.OutBytes is { } bytes)
        {
            await bytes.WriteAsync(body, cancellation);
            await bytes.FlushAsync(cancellation);
            return;
        }

        foreach (var line in Encoding.UTF8.GetString(body).Split('\n'))
        {
            await context.Out.WriteLineAsync(SafeText.Escape(line.TrimEnd('\r')));
        }
    }
}
