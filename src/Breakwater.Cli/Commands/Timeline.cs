using System.Text.Json;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>A delivery with its attempts in the order in which they happened, and what happens next.</summary>
internal static class Timeline
{
    private const int AnswerLength = 500;

    public static void Show(Screen screen, DeliveryView delivery, DateTimeOffset now)
    {
        screen.Line(new Cell(delivery.Id, Tone.Strong), "  ", "to ", delivery.Destination, "  ", DeliveryCells.State(delivery));
        foreach (var attempt in delivery.AttemptLog)
        {
            screen.Line(Head(attempt));
        }

        screen.Line(new Cell("  next  ", Tone.Dim), DeliveryCells.Next(delivery, now));
        if (delivery.Fallback is { } fallback)
        {
            screen.Line(new Cell("  fallback  ", Tone.Dim), new Cell(FallbackWords.Of(fallback), Tone.Warning));
        }

        if (delivery.InsteadOf is { } instead)
        {
            screen.Line(new Cell($"  instead of {instead.Delivery} to {instead.Destination}", Tone.Dim));
        }

        if (delivery.ConflictsWith is { } other)
        {
            screen.Line(new Cell($"  conflict: {other} had the same version and another body", Tone.Warning));
        }
    }

    /// <summary>The same with everything that is known of each attempt: what was sent, what came back.</summary>
    public static void ShowWhole(Screen screen, DeliveryView delivery, DateTimeOffset now)
    {
        Show(screen, delivery with { AttemptLog = [] }, now);
        if (delivery.Order is "key" or "latest")
        {
            screen.Line(new Cell($"  order {delivery.Order}", Tone.Dim));
        }

        foreach (var attempt in delivery.AttemptLog)
        {
            screen.Line();
            screen.Line(Head(attempt));
            Headers(screen, "    > ", attempt.RequestHeaders);
            if (attempt.RequestBody is { Length: > 0 } sent)
            {
                screen.Line(new Cell("    > ", Tone.Dim), SafeText.Cut(sent, AnswerLength));
            }

            Headers(screen, "    < ", attempt.ResponseHeaders);
            if (attempt.ResponseBody is { Length: > 0 } body)
            {
                screen.Line(new Cell("    < ", Tone.Dim), SafeText.Cut(body, AnswerLength));
            }

            if (attempt.Node is not null)
            {
                screen.Line(new Cell($"    on node {attempt.Node}", Tone.Dim));
            }
        }
    }

    private static Cell[] Head(AttemptView attempt) =>
    [
        new($"  {Times.Moment(attempt.StartedAt)}  attempt {attempt.Number}  ", Tone.Dim),
        DeliveryCells.Outcome(attempt.Outcome),
        " ",
        attempt.Status is null ? " " : DeliveryCells.Status(attempt.Status),
        $"  in {Times.Duration(attempt.DurationMs)}",
        attempt.Error is { Length: > 0 } error ? new Cell($"  {error}", Tone.Bad) : " ",
        attempt.Decision is { Length: > 0 } decision ? $"  -> {decision}" : " ",
    ];

    private static void Headers(Screen screen, string mark, JsonElement? headers)
    {
        foreach (var (name, value) in Pairs(headers))
        {
            screen.Line(new Cell(mark, Tone.Dim), $"{name}: {value}");
        }
    }

    /// <summary>Headers as an object of texts or lists, or as a list of names and values.</summary>
    private static IEnumerable<(string Name, string Value)> Pairs(JsonElement? headers) => headers switch
    {
        { ValueKind: JsonValueKind.Object } named => named.EnumerateObject().SelectMany(one => one.Value.ValueKind == JsonValueKind.Array
            ? one.Value.EnumerateArray().Select(value => (one.Name, value.ToString()))
            : [(one.Name, one.Value.ToString())]),
        { ValueKind: JsonValueKind.Array } listed => listed.EnumerateArray()
            .Where(one => one.ValueKind == JsonValueKind.Object)
            .Select(one => (Text(one, "name"), Text(one, "value"))),
        _ => [],
    };

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
