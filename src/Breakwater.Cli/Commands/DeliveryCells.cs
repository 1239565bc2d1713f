using System.Globalization;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>A delivery in the words and colours that every verb uses for it.</summary>
internal static class DeliveryCells
{
    /// <summary>Where it stands.</summary>
    public static Cell State(DeliveryView delivery) => new(delivery.Held ? "held" : delivery.State, delivery.State switch
    {
        "delivered" => Tone.Good,
        "dead" => Tone.Bad,
        "waiting" => Tone.Warning,
        _ => Tone.Dim,
    });

    /// <summary>What happens next, and when; for a settled one, since when it is.</summary>
    public static Cell Next(DeliveryView delivery, DateTimeOffset now) => delivery switch
    {
        { State: "waiting", NextAttemptAt: { } at } when at > now => $"attempt {delivery.Attempts + 1} {Times.Distance(at, now)}",
        { State: "waiting" } => delivery.WaitingFor is { Length: > 0 } reason ? $"waiting for {reason}" : "attempt now",
        { State: "dead" } => "nothing, until retried",
        { State: "stale", SupersededBy: { } newer } => $"nothing: {newer} is newer",
        { SettledAt: { } at } => $"nothing: settled {Times.Distance(at, now)}",
        _ => "nothing",
    };

    /// <summary>What the last attempt came to.</summary>
    public static Cell Last(DeliveryView delivery) =>
        delivery.LastError is { Length: > 0 } error ? new Cell(SafeText.Cut(error, 100), Tone.Bad) : Status(delivery.LastStatus);

    public static Cell Status(int? status) => status is not { } code
        ? Cell.None
        : new Cell(code.ToString(CultureInfo.InvariantCulture), code is >= 200 and < 300 ? Tone.Good : Tone.Bad);

    public static Cell Outcome(string? outcome) => outcome is null ? Cell.None : new Cell(outcome, outcome switch
    {
        "success" => Tone.Good,
        "retryable" or "ambiguous" => Tone.Warning,
        _ => Tone.Bad,
    });
}
