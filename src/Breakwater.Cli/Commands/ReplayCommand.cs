using System.CommandLine;
using System.Net.Http.Json;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater replay</c>: sends recorded events again, one or many, on purpose.</summary>
internal static class ReplayCommand
{
    private static readonly string[] Columns = ["Id", "State", "Asked for", "Done", "Of", "Deliveries"];

    public static Command Create(CommandContext context)
    {
        var asked = new ReplayOptions();
        var command = new Command("replay", "Send recorded events again: one by id, or many by --where.")
        {
            asked.Event, asked.To, asked.Force, asked.Where, asked.Rate, asked.Detach, asked.Cancel, asked.List, CommonOptions.DryRun,
        };
        command.Validators.Add(asked.Check);
        return ServerVerb.Wire(context, command, (verb, cancellation) =>
            verb.Value(asked.List) ? ListAsync(verb, cancellation)
            : verb.Value(asked.Cancel) is { } id ? CancelAsync(verb, id, cancellation)
            : verb.Parse.GetValue(asked.Event) is { } evt ? OneAsync(verb, evt, asked.Destinations(verb), verb.Value(asked.Force), cancellation)
            : ManyAsync(verb, asked, cancellation));
    }

    private static async Task<int> OneAsync(ServerVerb verb, string id, IReadOnlyList<string>? to, bool force, CancellationToken cancellation)
    {
        var path = $"v1/events/{Uri.EscapeDataString(id)}";
        if (verb.Value(CommonOptions.DryRun))
        {
            var found = await verb.Api.GetAsync(path, ApiJson.Default.EventView, cancellation);
            Say(verb, found, evt => $"{evt.Id} would be sent again {(to is null ? "through today's routes" : "to " + string.Join(", ", to))}");
            return ExitCode.Done;
        }

        using var body = JsonContent.Create(new EventReplayRequest { To = to, Force = force ? true : null }, ApiJson.Default.EventReplayRequest);
        var answer = await verb.Api.PostAsync(path + "/replay", body, ApiJson.Default.EventReplayView, cancellation);
        Say(verb, answer, made => made.Deliveries.Count == 0
            ? $"{id}: no route of today matches, so nothing was sent again"
            : $"{id} is sent again: " + string.Join(", ", made.Deliveries.Select(Made)));
        return ExitCode.Done;
    }

    private static string Made(DeliveryView delivery) => delivery.State == "stale"
        ? $"not to {delivery.Destination}, which has newer state ({delivery.SupersededBy}; --force sends it all the same)"
        : $"{delivery.Id} to {delivery.Destination}";

    private static async Task<int> ManyAsync(ServerVerb verb, ReplayOptions asked, CancellationToken cancellation)
    {
        var dry = verb.Value(CommonOptions.DryRun);
        var request = new ReplayRequest
        {
            Filter = Where.Parse(verb.Value(asked.Where) ?? [], verb.Now),
            To = asked.Destinations(verb),
            Rate = verb.Value(asked.Rate),
            DryRun = dry ? true : null,
        };
        using var body = JsonContent.Create(request, ApiJson.Default.ReplayRequest);
        var answer = await verb.Api.PostAsync("v1/replays", body, ApiJson.Default.ReplayView, cancellation);
        if (dry)
        {
            Say(verb, answer, replay => $"{replay.Total} events would be sent again");
            return ExitCode.Done;
        }

        if (verb.Value(asked.Detach))
        {
            Say(verb, answer, replay => $"{replay.Id} sends {replay.Total} events again; breakwater replay --list shows how far it is");
            return ExitCode.Done;
        }

        return await ReplayProgress.WatchAsync(verb, answer, cancellation);
    }

    private static async Task<int> CancelAsync(ServerVerb verb, string id, CancellationToken cancellation)
    {
        var path = $"v1/replays/{Uri.EscapeDataString(id)}";
        var dry = verb.Value(CommonOptions.DryRun);
        var answer = dry
            ? await verb.Api.GetAsync(path, ApiJson.Default.ReplayView, cancellation)
            : await verb.Api.PostAsync(path + "/cancel", null, ApiJson.Default.ReplayView, cancellation);
        Say(verb, answer, replay => $"{replay.Id} {(dry ? "would be stopped" : $"is {replay.State}")} after {replay.Done} of {replay.Total} events");
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(ServerVerb verb, CancellationToken cancellation)
    {
        var items = verb.Api.ListAsync("v1/replays", Query.Empty, Breakwater.Configuration.Limits.PageItems, ApiJson.Default.ReplayView, cancellation);
        await Listing.ShowAsync(verb, items, Columns, Row, "No replays.", cancellation);
        return ExitCode.Done;
    }

    private static Cell[] Row(ReplayView replay) =>
    [
        new(replay.Id ?? "-", Tone.Strong),
        new(replay.State ?? "-", replay.State switch { "running" => Tone.Warning, "done" => Tone.Good, _ => Tone.Dim }),
        replay.CreatedAt is { } at ? Times.Moment(at) : Cell.None,
        $"{replay.Done}",
        $"{replay.Total}",
        $"{replay.Deliveries}",
    ];

    private static void Say<T>(ServerVerb verb, ApiAnswer<T> answer, Func<T, string> words)
    {
        if (verb.Json)
        {
            verb.Screen.Json(answer.Raw);
        }
        else
        {
            verb.Screen.Line(words(answer.Value));
        }
    }
}
