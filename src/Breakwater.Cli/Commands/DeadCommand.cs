using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater dead</c>: the dead letters, and why each of them died.</summary>
internal static class DeadCommand
{
    private static readonly string[] Columns = ["Id", "Event", "Destination", "Type", "Key", "Died", "Attempts", "Status", "Why"];

    public static Command Create(CommandContext context)
    {
        var (destination, source, key) = (FilterOptions.Destination(), FilterOptions.Source(), FilterOptions.Key());
        var (from, to, limit, all) = (FilterOptions.From(), FilterOptions.To(), FilterOptions.Limit(), FilterOptions.All());
        var command = new Command("dead", "List the dead letters, newest first, with why they died.") { destination, source, key, from, to, limit, all };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var query = Query.Empty
                .With("state", "dead").With("destination", verb.Value(destination)).With("source", verb.Value(source)).With("key", verb.Value(key))
                .With("from", FilterOptions.Moment(verb.Value(from), "--from", verb.Now))
                .With("to", FilterOptions.Moment(verb.Value(to), "--to", verb.Now));
            var items = verb.Api.ListAsync("v1/deliveries", query, verb.Value(all) ? long.MaxValue : verb.Value(limit), ApiJson.Default.DeliveryView, cancellation);
            await Listing.ShowAsync(verb, items, Columns, Row, "No dead letters.", cancellation);
            return ExitCode.Done;
        });
    }

    private static Cell[] Row(DeliveryView delivery) =>
    [
        new(delivery.Id, Tone.Strong),
        delivery.EventId,
        delivery.Destination,
        delivery.Type,
        delivery.Key,
        delivery.SettledAt is { } at ? Times.Moment(at) : Cell.None,
        delivery.Attempts.ToString(CultureInfo.InvariantCulture),
        DeliveryCells.Status(delivery.LastStatus),
        delivery.LastError is { } error ? new Cell(error, Tone.Bad) : Cell.None,
    ];
}
