using Breakwater.Cli.Output;
using Breakwater.Model;
using Breakwater.Storage;

namespace Breakwater.Cli.Moving;

/// <summary>What a file holds, counted as it goes by.</summary>
internal sealed class Tally
{
    private const int NamesKept = 1_000;

    private readonly HashSet<string> owed = new(StringComparer.Ordinal);
    private long deliveries;
    private long waiting;
    private long attempts;

    public long Events { get; private set; }

    public long Replays { get; private set; }

    /// <summary>The last event that went by.</summary>
    public EventId? LastEvent { get; private set; }

    /// <summary>Destinations that are owed deliveries.</summary>
    public IEnumerable<string> Owed => owed.Order(StringComparer.Ordinal);

    public void Add(ImportLine line)
    {
        if (line.Event is { } evt)
        {
            Add(evt);
        }

        Replays += line.Replay is null ? 0 : 1;
    }

    /// <summary>What the last line says and the file does not hold; null when they agree.</summary>
    public string? Contradiction(EndLine end) => (end.Events, end.Replays) == (Events, Replays)
        ? null
        : FormattableString.Invariant($"the file should hold {end.Events} events and {end.Replays} replays, and holds {Events} and {Replays}: lines were lost or added");

    public override string ToString() =>
        $"{Sizes.Count(Events, "event")}, {Sizes.Count(deliveries, "delivery")} ({Sizes.Count(waiting)} waiting), {Sizes.Count(attempts, "attempt")}, {Sizes.Count(Replays, "replay")}";

    private void Add(WholeEvent evt)
    {
        Events++;
        LastEvent = evt.Event.Id;
        foreach (var delivery in evt.Deliveries)
        {
            deliveries++;
            attempts += delivery.Attempts.Count;
            if (delivery.Delivery.State == DeliveryState.Waiting)
            {
                waiting++;
                if (owed.Count < NamesKept)
                {
                    owed.Add(delivery.Delivery.Destination);
                }
            }
        }
    }
}
