using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>A call on one screen: what was asked, how it stands, what the platform answered.</summary>
internal static class CallScreen
{
    public static void Show(Screen screen, CallView call, DateTimeOffset now)
    {
        screen.Line(new Cell(call.Id, Tone.Strong), "  ", $"{call.Method} {call.Path}", "  to ", call.Destination ?? "?", "  ", State(call));
        var fields = new List<(string, Cell)>
        {
            ("attempts", call.Attempts.ToString(CultureInfo.InvariantCulture)),
            ("idempotency key", call.IdempotencyKey ?? ""),
        };
        Add(fields, "key", call.Key);
        Add(fields, "waits for", call.WaitingFor);
        Add(fields, "next", call.NextAttemptAt is { } next ? $"{Times.Moment(next)}  ({Times.Distance(next, now)})" : null);
        Add(fields, "last error", call.LastError);
        Add(fields, "delivery", call.Delivery);
        if (call.Fallback is { } fallback)
        {
            fields.Add(("fallback", new Cell(FallbackWords.Of(fallback), Tone.Warning)));
        }

        if (call.Duplicate == true)
        {
            fields.Add(("known", new Cell("this idempotency key came before: it is the same call", Tone.Warning)));
        }

        screen.Fields(fields);
        ShowAnswer(screen, call);
    }

    private static void ShowAnswer(Screen screen, CallView call)
    {
        if (call.Status is null)
        {
            return;
        }

        screen.Line();
        if (call.Headers is { ValueKind: JsonValueKind.Object } headers)
        {
            foreach (var header in headers.EnumerateObject())
            {
                screen.Line(new Cell("< ", Tone.Dim), $"{header.Name}: {header.Value}");
            }
        }

        foreach (var line in (call.Body ?? "").Split('\n'))
        {
            screen.Line(line.TrimEnd('\r'));
        }

        if (call.BodyCut)
        {
            screen.Line(new Cell("(the platform's body was longer; raise the destination's maxAnswer to keep more)", Tone.Warning));
        }
    }

    private static Cell State(CallView call)
    {
        var status = call.Status is { } known ? string.Create(CultureInfo.InvariantCulture, $" {known}") : "";
        return new Cell($"{call.State}{status}", call.State switch
        {
            "delivered" => Tone.Good,
            "waiting" => Tone.Warning,
            _ => Tone.Bad,
        });
    }

    private static void Add(List<(string, Cell)> fields, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            fields.Add((name, value));
        }
    }
}
