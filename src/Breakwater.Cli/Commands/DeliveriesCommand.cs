using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater deliveries</c>: searches the deliveries, newest first.</summary>
internal static class DeliveriesCommand
{
    private static readonly string[] Columns = ["Id", "Event", "Destination", "State", "Type", "Key", "Attempts", "Next", "Last"];

    public static Command Create(CommandContext context)
    {
        var (destination, state, source, key) = (FilterOptions.Destination(), FilterOptions.State(), FilterOptions.Source(), FilterOptions.Key());
        var (from, to, limit, all) = (FilterOptions.From(), FilterOptions.To(), FilterOptions.Limit(), FilterOptions.All());
        var command = new Command("deliveries", "Search the deliveries, newest first.") { destination, state, source, key, from, to, limit, all };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var query = Query.Empty
                .With("destination", verb.Value(destination)).With("state", verb.Value(state))
                .With("source", verb.Value(source)).With("key", verb.Value(key))
                .With("from", FilterOptions.Moment(verb.Value(from), "--from", verb.Now))
                .With("to", FilterOptions.Moment(verb.Value(to), "--to", verb.Now));
            var items = verb.Api.ListAsync("v1/deliveries", query, verb.Value(all) ? long.MaxValue : verb.Value(limit), ApiJson.Default.DeliveryView, cancellation);
            await Listing.ShowAsync(verb, items, Columns, delivery => Row(delivery, verb.Now), "No deliveries.", cancellation);
            return ExitCode.Done;
        });
    }

    private static Cell[] Row(DeliveryView delivery, DateTimeOffset now) =>
    [
        new(delivery.Id, Tone.Strong),
        delivery.EventId,
        delivery.Destination,
        DeliveryCells.State(delivery),
        delivery.Type,
        delivery.Key,
        delivery.Attempts.ToString(CultureInfo.InvariantCulture),
        delivery.State == "waiting" ? DeliveryCells.Next(delivery, now) : Cell.None,
        DeliveryCells.Last(delivery),
    ];
}
