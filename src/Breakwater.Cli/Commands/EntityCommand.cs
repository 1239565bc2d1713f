using System.CommandLine;
using System.Globalization;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>
/// <c>breakwater entity TYPE [KEY]</c>: one screen that says why an entity is in its state and where each destination stands; without a key,
/// the entities of the kind.
/// </summary>
internal static class EntityCommand
{
    private static readonly string[] ListColumns = ["Key", "State", "Version", "Open", "Changed"];
    private static readonly string[] HistoryColumns = ["Received", "Source", "Type", "Says", "Version", "Verdict", "Why", "Event"];
    private static readonly string[] StandingColumns = ["Destination", "Stands", "Has", "Since", "Why"];

    public static Command Create(CommandContext context)
    {
        var type = new Argument<string>("type") { Description = "The kind of entity, as it is named in the configuration." };
        var key = new Argument<string?>("key") { Description = "Which one; without it, all of the kind.", Arity = ArgumentArity.ZeroOrOne };
        var state = new Option<string?>("--state") { Description = "Without a key: only those in this state." };
        var drift = new Option<bool>("--drift") { Description = "Without a key: only those where something is open." };
        var (limit, all) = (FilterOptions.Limit(), FilterOptions.All());
        var command = new Command("entity", "Show an entity: its state, why it is in it, and where each destination stands.") { type, key, state, drift, limit, all };
        return ServerVerb.Wire(context, command, async (verb, cancellation) =>
        {
            var path = $"v1/entities/{Uri.EscapeDataString(verb.Parse.GetRequiredValue(type))}";
            if (verb.Parse.GetValue(key) is { Length: > 0 } one)
            {
                var answer = await verb.Api.GetAsync($"{path}/{Uri.EscapeDataString(one)}", ApiJson.Default.EntityView, cancellation);
                Show(verb, answer);
                return ExitCode.Done;
            }

            var query = Query.Empty.With("state", verb.Value(state)).With("drift", verb.Value(drift) ? "true" : null);
            var items = verb.Api.ListAsync(path, query, verb.Value(all) ? long.MaxValue : verb.Value(limit), ApiJson.Default.EntityView, cancellation);
            await Listing.ShowAsync(verb, items, ListColumns, entity => Row(entity, verb.Now), "No entities.", cancellation);
            return ExitCode.Done;
        });
    }

    private static void Show(ServerVerb verb, ApiAnswer<EntityView> answer)
    {
        if (verb.Json)
        {
            verb.Screen.Json(answer.Raw);
            return;
        }

        var entity = answer.Value;
        verb.Screen.Line(
            new Cell($"{entity.Type} {entity.Key}", Tone.Strong), "  ", State(entity), entity.Version is null ? " " : $"  version {entity.Version}", "  ", Open(entity));
        verb.Screen.Line();
        verb.Screen.Table(HistoryColumns, [.. entity.History.Select(Row)], "No events are kept.");
        verb.Screen.Line();
        foreach (var one in entity.Differs)
        {
            verb.Screen.Line(new Cell($"{one.Why} (asked {Times.Distance(one.At, verb.Now)})", Tone.Bad));
        }

        verb.Screen.Table(StandingColumns, [.. entity.Destinations.Select(one => Row(one, verb.Now))], "Nothing of it is delivered anywhere.");
    }

    private static Cell State(EntityView entity) => entity.State is { } state ? new Cell(state, Tone.Strong) : new Cell("not begun", Tone.Warning);

    /// <summary>What is open, in words.</summary>
    private static Cell Open(EntityView entity)
    {
        List<string> open = [];
        Add(entity.Early - entity.Flagged, "early");
        Add(entity.Flagged, "waited out");
        Add(entity.Conflicts, entity.Conflicts == 1 ? "conflict" : "conflicts");
        Add(entity.Undelivered, "undelivered");
        Add(entity.Differs.Count, "known otherwise");
        return open.Count > 0 ? new Cell(string.Join(", ", open), Tone.Warning) : entity.Drift ? new Cell("undelivered", Tone.Warning) : new Cell("in sync", Tone.Good);

        void Add(long count, string what)
        {
            if (count > 0)
            {
                open.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
            }
        }
    }

    private static Cell[] Row(EntityView entity, DateTimeOffset now) =>
        [new(entity.Key, Tone.Strong), State(entity), entity.Version, Open(entity), Times.Distance(entity.ChangedAt, now)];

    private static Cell[] Row(EntityEventView evt) =>
    [
        new(Times.Moment(evt.ReceivedAt), Tone.Dim),
        evt.Source,
        evt.Type,
        evt.State,
        evt.Version,
        new(evt.Flagged ? evt.Verdict + ", waited out" : evt.Verdict, evt.Verdict switch
        {
            "applied" => Tone.Good,
            "early" => Tone.Warning,
            "conflict" => Tone.Bad,
            _ => Tone.Dim,
        }),
        evt.WaitsUntil is { } until ? $"{evt.Why}, until {Times.Moment(until)}" : evt.Why,
        new(evt.EventId, Tone.Dim),
    ];

    private static Cell[] Row(StandingView standing, DateTimeOffset now) =>
    [
        new(standing.Destination, Tone.Strong),
        new(standing.State == "inSync" ? "in sync" : standing.State, standing.State switch
        {
            "inSync" => Tone.Good,
            "behind" => Tone.Warning,
            _ => Tone.Bad,
        }),
        standing.Has,
        standing.Since is { } since ? Times.Distance(since, now) : Cell.None,
        standing.Why,
    ];
}
