using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>Something that happened, as one line: when, what, which, where, how it went.</summary>
internal static class NoticeLine
{
    private const int KindWidth = 11;
    private const int TextLength = 160;

    public static Cell[] Of(NoticeView notice)
    {
        if (notice.Kind == "gap")
        {
            return [new Cell($"-- gap: {notice.Text ?? "something happened in between that is no longer held; breakwater events has it all"}", Tone.Warning)];
        }

        var (word, tone) = Word(notice.Kind ?? "?");
        List<Cell> line = [new((notice.At is { } at ? Times.Clock(at) : "-") + "  ", Tone.Dim), new(word.PadRight(KindWidth), tone)];
        Add(notice.EventId, "", Tone.Strong);
        Add(notice.EventId is null ? notice.ReplayId : null, "", Tone.Strong);
        Add(notice.Source, "");
        Add(notice.Type, "");
        Add(notice.Key, "key=");
        Add(notice.Destination, "-> ");
        Add(notice.DeliveryId, "", Tone.Dim);
        Add(notice.Attempt is { } attempt ? $"attempt {attempt}" : null, "");
        Add(notice.Status?.ToString(System.Globalization.CultureInfo.InvariantCulture), "", tone);
        Add(notice.DurationMs is { } took ? Times.Duration(took) : null, "in ");
        // The words of a retry say when the next one comes; those of a success say no more than its name.
        Add(notice.Text is { } text && text != word ? SafeText.Cut(text, TextLength) : null, "", tone);
        return [.. line];

        void Add(string? value, string before, Tone colour = Tone.Plain)
        {
            if (!string.IsNullOrEmpty(value))
            {
                line.Add(new Cell("  " + before + value, colour));
            }
        }
    }

    private static (string Word, Tone Tone) Word(string kind) => kind switch
    {
        "event.recorded" => ("recorded", Tone.Strong),
        "event.duplicate" => ("duplicate", Tone.Dim),
        "event.rejected" => ("rejected", Tone.Bad),
        "delivery.delivered" => ("delivered", Tone.Good),
        "delivery.retrying" => ("retrying", Tone.Warning),
        "delivery.held" => ("held", Tone.Bad),
        "delivery.dead" => ("dead", Tone.Bad),
        "delivery.cancelled" => ("cancelled", Tone.Dim),
        "delivery.revived" => ("revived", Tone.Warning),
        "breaker.opened" => ("left alone", Tone.Bad),
        "breaker.closed" => ("back", Tone.Good),
        "destination.paused" => ("paused", Tone.Warning),
        "destination.resumed" => ("resumed", Tone.Good),
        _ => (kind, Tone.Plain),
    };
}
