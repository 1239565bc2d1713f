using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>How a destination stands, in a few words: what keeps it from being sent to comes first.</summary>
internal static class DestinationCells
{
    public static Cell State(DestinationView destination, DateTimeOffset now) => destination switch
    {
        { PausedSince: { } since } => new($"paused {Times.Distance(since, now)}", Tone.Warning),
        { Breaker: { State: "open", Until: { } until } } => new($"fails, left alone, probed {Times.Distance(until, now)}", Tone.Bad),
        { Breaker.State: "open" } => new("fails, left alone", Tone.Bad),
        { Breaker.State: "half-open" } => new("fails, being probed", Tone.Bad),
        { HoldUntil: { } hold } => new($"asked for rest, goes on {Times.Distance(hold, now)}", Tone.Warning),
        { PaceLowered: true, Pace: { } pace } => new($"goes gently, {pace}", Tone.Warning),
        { Retired: true } => new("retired", Tone.Dim),
        _ => new("open", Tone.Good),
    };
}
