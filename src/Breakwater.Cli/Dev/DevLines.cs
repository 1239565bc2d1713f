using Breakwater.Cli.Output;
using Breakwater.Observing;

namespace Breakwater.Cli.Dev;

/// <summary>
/// What <c>dev</c> shows: a line an arrival, a line an attempt. While the target is down it says so once, not once an attempt, and says
/// when it is back.
/// </summary>
internal sealed class DevLines(Screen screen, Uri target, TimeProvider clock)
{
    private bool down;

    public void Show(Notice notice)
    {
        switch (notice.Kind)
        {
            case "event.recorded":
                Line(notice, new Cell("--> ", Tone.Strong), notice.Type ?? "");
                break;
            case "event.rejected":
                Line(notice, new Cell("-x  ", Tone.Bad), notice.Text ?? "refused");
                break;
            case "delivery.delivered":
                SayBack(notice);
                Line(notice, new Cell("<-- ", Tone.Good), Answer(notice));
                break;
            case "delivery.retrying" when notice.Status is null:
                SayDown(notice);
                break;
            case "delivery.retrying":
                SayBack(notice);
                Line(notice, new Cell("<-- ", Tone.Warning), $"{Answer(notice)}, again {Again(notice)}");
                break;
            case "delivery.dead":
                Line(notice, new Cell("<-- ", Tone.Bad), $"{Answer(notice)}: given up ({notice.Text}); breakwater retry {notice.DeliveryId}");
                break;
            case "gap":
                screen.Line(new Cell("-- more happened than could be shown; nothing is lost", Tone.Warning));
                break;
        }
    }

    private void Line(Notice notice, Cell mark, string words) => screen.Line(
        new Cell(Times.Clock(notice.At) + "  ", Tone.Dim),
        mark,
        words,
        new Cell($"  {notice.EventId}{(notice.Attempt is > 1 and var attempt ? $"  attempt {attempt}" : "")}", Tone.Dim));

    private void SayDown(Notice notice)
    {
        if (!down)
        {
            down = true;
            screen.Line(
                new Cell(Times.Clock(notice.At) + "  ", Tone.Dim),
                new Cell($"{target} does not answer: {Reason(notice.Text)}. What comes is kept and sent when it is back.", Tone.Bad));
        }
    }

    private void SayBack(Notice notice)
    {
        if (down)
        {
            down = false;
            screen.Line(new Cell(Times.Clock(notice.At) + "  ", Tone.Dim), new Cell($"{target} is back", Tone.Good));
        }
    }

    /// <summary>What went wrong, without what is done about it.</summary>
    private static string Reason(string? text) => text is null ? "no answer" : text.Split("; again", 2)[0];

    private string Again(Notice notice) => notice.NextAttemptAt is { } at ? Times.Distance(at, clock.GetUtcNow()) : "soon";

    private static string Answer(Notice notice) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{notice.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer"}{(notice.DurationMs is { } took ? " in " + Times.Duration(took) : "")}");
}
