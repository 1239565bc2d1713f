using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater reconcile SOURCE</c>: asks a platform for the events whose webhooks never came; without a source, what was found before.</summary>
internal static class ReconcileCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly string[] Columns = ["Id", "Of", "State", "Begun", "From", "Seen", "Missed", "Failed"];
    private static readonly string[] ItemColumns = ["Id", "Event", "Why"];

    public static Command Create(CommandContext context)
    {
        var name = new Argument<string?>("source") { Description = "The source, or with --destination a kind of entity; without it, the reconciliations there were.", Arity = ArgumentArity.ZeroOrOne };
        var since = new Option<string?>("--since") { Description = "From when on: 24h, 7d, or a moment; without it, from where the last one ended." };
        var destination = new Option<string?>("--destination") { Description = "Ask this destination what it knows of entities; the name is their kind." };
        var detach = new Option<bool>("--detach") { Description = "Do not wait for the end." };
        var command = new Command("reconcile", "Ask a platform for the events whose webhooks never came, or what it knows of entities.") { name, since, destination, detach, CommonOptions.DryRun };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            if (verb.Parse.GetValue(name) is not { Length: > 0 } source)
            {
                var items = verb.Api.ListAsync("v1/reconciliations", Query.Empty, 50, ApiJson.Default.ReconciliationView, cancellation);
                await Listing.ShowAsync(verb, items, Columns, Row, "No reconciliations.", cancellation);
                return ExitCode.Done;
            }

            var request = new ReconcileRequest { Since = verb.Value(since), Destination = verb.Value(destination), DryRun = verb.Value(CommonOptions.DryRun) ? true : null };
            using var body = JsonContent.Create(request, ApiJson.Default.ReconcileRequest);
            var begun = await verb.Api.PostAsync($"v1/{(request.Destination is null ? "sources" : "entities")}/{Uri.EscapeDataString(source)}/reconcile", body, ApiJson.Default.ReconciliationView, cancellation);
            return verb.Value(detach) ? Say(verb, begun) : await FollowAsync(verb, begun, cancellation);
        });
    }

    /// <summary>Waits for the end. Whoever stops looking does not stop the run: the server does it.</summary>
    private static async Task<int> FollowAsync(ServerVerb verb, ApiAnswer<ReconciliationView> begun, CancellationToken cancellation)
    {
        var current = begun;
        var said = 0L;
        while (current.Value.State == "running")
        {
            await Task.Delay(Interval, verb.Context.Clock, cancellation);
            current = await verb.Api.GetAsync($"v1/reconciliations/{begun.Value.Id}", ApiJson.Default.ReconciliationView, cancellation);
            if (!verb.Json && current.Value.State == "running" && current.Value.Seen >= said + 1_000)
            {
                said = current.Value.Seen;
                verb.Screen.Line($"{current.Value.Id}: {current.Value.Seen} seen, {current.Value.Missed} missed");
            }
        }

        return Say(verb, current);
    }

    private static int Say(ServerVerb verb, ApiAnswer<ReconciliationView> answer)
    {
        var one = answer.Value;
        if (verb.Json)
        {
            verb.Screen.Json(answer.Raw);
        }
        else
        {
            Show(verb, one);
        }

        return one.State is "done" or "running" ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Show(ServerVerb verb, ReconciliationView one)
    {
        verb.Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Id} of {Subject(one)} is {one.State}: asked from {Times.Moment(one.From)} until {Times.Moment(one.Until)}"));
        verb.Screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Seen} seen, {one.Known} known, {one.Missed} {Found(one)}, {one.Failed} failed"));
        if (one.Error is { } error)
        {
            verb.Screen.Line(new Cell(error, Tone.Bad));
        }

        ReconciledView[] items = [.. one.Items, .. one.Failures];
        if (items.Length > 0)
        {
            verb.Screen.Line();
            verb.Screen.Table(ItemColumns, [.. items.Select(item => new Cell[] { new(item.Id, Tone.Strong), item.EventId, item.Why })], "");
        }
    }

    private static string Found(ReconciliationView one) => (one.Source is null, one.DryRun) switch
    {
        (true, _) => "differ",
        (_, true) => "missed, and not recorded: a dry run",
        _ => "missed and recorded",
    };

    private static string Subject(ReconciliationView one) => one.Source ?? $"{one.Entity} at {one.Destination}";

    private static Cell[] Row(ReconciliationView one) =>
    [
        new(one.Id, Tone.Strong),
        Subject(one),
        new(one.DryRun ? one.State + ", dry run" : one.State, one.State switch { "done" => Tone.Good, "running" => Tone.Warning, "failed" => Tone.Bad, _ => Tone.Dim }),
        Times.Moment(one.CreatedAt),
        Times.Moment(one.From),
        $"{one.Seen}",
        $"{one.Missed}",
        $"{one.Failed}",
    ];
}
