using System.CommandLine;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater events</c>: searches the recorded events, newest first.</summary>
internal static class EventsCommand
{
    private static readonly string[] Columns = ["Id", "Received", "Source", "Type", "Key", "Again", "Deliveries"];

    public static Command Create(CommandContext context)
    {
        var (source, type, key, state) = (FilterOptions.Source(), FilterOptions.Type(), FilterOptions.Key(), FilterOptions.State());
        var (destination, text, from, to) = (FilterOptions.Destination(), FilterOptions.Text(), FilterOptions.From(), FilterOptions.To());
        var (limit, all) = (FilterOptions.Limit(), FilterOptions.All());
        var command = new Command("events", "Search the recorded events, newest first.")
        {
            source, type, key, state, destination, text, from, to, limit, all,
        };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var query = Query.Empty
                .With("source", verb.Value(source)).With("type", verb.Value(type)).With("key", verb.Value(key))
                .With("state", verb.Value(state)).With("destination", verb.Value(destination)).With("q", verb.Value(text))
                .With("from", FilterOptions.Moment(verb.Value(from), "--from", verb.Now))
                .With("to", FilterOptions.Moment(verb.Value(to), "--to", verb.Now));
            var items = verb.Api.ListAsync("v1/events", query, verb.Value(all) ? long.MaxValue : verb.Value(limit), ApiJson.Default.EventView, cancellation);
            await Listing.ShowAsync(verb, items, Columns, Row, "No events.", cancellation);
            return ExitCode.Done;
        });
    }

    private static Cell[] Row(EventView evt) =>
    [
        new(evt.Id, Tone.Strong),
        Times.Moment(evt.ReceivedAt),
        evt.Source,
        evt.Type,
        evt.Key,
        evt.Duplicates == 0 ? Cell.None : new Cell($"{evt.Duplicates}x", Tone.Warning),
        Standing(evt.Deliveries),
    ];

    /// <summary>Where the deliveries stand, at a glance: the worst colours the whole.</summary>
    private static Cell Standing(IReadOnlyList<DeliveryView> deliveries) => deliveries.Count == 0
        ? new Cell("no route", Tone.Dim)
        : new Cell(
            string.Join(", ", deliveries.GroupBy(delivery => delivery.State).Select(group => group.Count() == 1 ? group.Key : $"{group.Count()} {group.Key}")),
            deliveries.Any(delivery => delivery.State == "dead") ? Tone.Bad
            : deliveries.Any(delivery => delivery.State == "waiting") ? Tone.Warning
            : Tone.Good);
}
