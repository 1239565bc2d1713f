using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater destinations</c>: where events go, how each one stands, and what limits it.</summary>
internal static class DestinationsCommand
{
    private static readonly string[] Columns = ["Destination", "State", "Waiting", "In flight", "Limit", "Oldest", "p95", "To", "Last failure"];

    public static Command Create(CommandContext context) => ServerVerb.Wire(
        context,
        new Command("destinations", "List the destinations: how each stands, what waits, what limits it."),
        async (verb, cancellation) =>
        {
            var found = await verb.Api
                .ListAsync("v1/destinations", Query.Empty, long.MaxValue, ApiJson.Default.DestinationView, cancellation)
                .ToArrayAsync(cancellation);
            if (verb.Json)
            {
                foreach (var one in found)
                {
                    verb.Screen.Json(one.Raw);
                }

                return ExitCode.Done;
            }

            verb.Screen.Table(Columns, [.. found.Select(one => Row(one.Value, verb.Now))], "No destinations.");
            return ExitCode.Done;
        });

    private static Cell[] Row(DestinationView destination, DateTimeOffset now)
    {
        var waiting = destination.Counts.GetValueOrDefault("waiting");
        return
        [
            new(destination.Name, Tone.Strong),
            DestinationCells.State(destination, now),
            new(waiting.ToString("#,0", CultureInfo.InvariantCulture), waiting > 0 ? Tone.Warning : Tone.Plain),
            destination.InFlight.ToString(CultureInfo.InvariantCulture),
            destination.Rate is { } rate ? $"{destination.Concurrency} at once, {rate}" : $"{destination.Concurrency} at once",
            destination.OldestWaitingAt is { } oldest ? Times.Distance(oldest, now) : Cell.None,
            destination.P95Ms is { } p95 ? Times.Duration(p95) : Cell.None,
            destination.Url ?? "not configured any more",
            destination.LastError is { } error ? SafeText.Cut(error, 80) : Cell.None,
        ];
    }
}
