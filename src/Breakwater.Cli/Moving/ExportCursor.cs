using Breakwater.Model;

namespace Breakwater.Cli.Moving;

/// <summary>How far an export has come: behind an event, or behind all events and a replay.</summary>
internal readonly record struct ExportCursor(EventId? Event, ReplayId? Replay)
{
    public bool EventsAreDone => Replay is not null;

    /// <exception cref="StopException">It is neither id.</exception>
    public static ExportCursor Parse(string? text) => text switch
    {
        null => default,
        _ when EventId.TryParse(text, out var evt) => new ExportCursor(evt, null),
        _ when ReplayId.TryParse(text, out var replay) => new ExportCursor(null, replay),
        _ => throw StopException.Usage($"--after: {text} is not the whole id of an event (evt_…) or of a replay (rpl_…), as an earlier export told it"),
    };

    /// <summary>The id, as <c>--after</c> takes it; null at the beginning.</summary>
    public override string? ToString() => Replay?.ToString() ?? Event?.ToString();
}
