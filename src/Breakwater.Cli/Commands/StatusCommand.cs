using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater status</c>: whether it works, and how each source and destination fares. Exit code 1 when it is not ready.</summary>
internal static class StatusCommand
{
    private static readonly string[] SourceColumns = ["Source", "Signed as", "Events", "Duplicates", "Last event"];
    private static readonly string[] DestinationColumns = ["Destination", "State", "Waiting", "In flight", "Oldest", "Delivered", "Dead", "p50", "p95", "Last failure"];

    private static readonly string[] NodeColumns = ["Node", "Shards", "Behind", "Lease", "Since"];

    public static Command Create(CommandContext context) => ServerVerb.Wire(
        context,
        new Command("status", "Say whether the server works, and how each source and destination fares."),
        async (verb, cancellation) =>
        {
            var (code, health) = await verb.Api.GetAnyStatusAsync("readyz", ApiJson.Default.HealthView, cancellation);
            var sources = await AllAsync(verb, "v1/sources", ApiJson.Default.SourceView, cancellation);
            var destinations = await AllAsync(verb, "v1/destinations", ApiJson.Default.DestinationView, cancellation);
            var nodes = await AllAsync(verb, "v1/nodes", ApiJson.Default.NodeView, cancellation);
            var replays = await AllAsync(verb, "v1/replays", ApiJson.Default.ReplayView, cancellation);
            var rejections = await AllAsync(verb, "v1/rejections", ApiJson.Default.JsonElement, cancellation);
            var ready = (int)code is >= 200 and < 300;
            if (verb.Json)
            {
                WriteJson(verb, health.Raw, ready, sources, destinations, nodes, replays, rejections.Count);
            }
            else
            {
                ShowHealth(verb.Screen, ready, health.Value);
                verb.Screen.Line();
                verb.Screen.Table(SourceColumns, [.. sources.Select(source => SourceRow(source.Value, verb.Now))], "No sources.");
                verb.Screen.Line();
                verb.Screen.Table(DestinationColumns, [.. destinations.Select(one => DestinationRow(one.Value, verb.Now))], "No destinations.");
                ShowNodes(verb.Screen, nodes, verb.Now);
                ShowRest(verb.Screen, replays, rejections.Count);
            }

            return ready ? ExitCode.Done : ExitCode.Failed;
        });

    private static async Task<IReadOnlyList<ApiAnswer<T>>> AllAsync<T>(
        ServerVerb verb, string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await verb.Api.ListAsync(path, Query.Empty, Breakwater.Configuration.Limits.Rejections, type, cancellation).ToArrayAsync(cancellation);

    private static void ShowHealth(Screen screen, bool ready, HealthView health)
    {
        screen.Line((ready, health.Reasons.Count) switch
        {
            (true, 0) => new Cell("ready", Tone.Good),
            (true, _) => new Cell("ready, but a person is needed", Tone.Warning),
            _ => new Cell("not ready", Tone.Bad),
        });
        foreach (var reason in health.Reasons)
        {
            screen.Line("  ", reason);
        }
    }

    private static Cell[] SourceRow(SourceView source, DateTimeOffset now) =>
    [
        new(source.Name, Tone.Strong),
        source.Provider ?? source.Scheme,
        Number(source.Events),
        Number(source.Duplicates),
        source.LastAt is { } at ? Times.Distance(at, now) : Cell.None,
    ];

    private static Cell[] DestinationRow(DestinationView destination, DateTimeOffset now)
    {
        var (waiting, dead) = (Count("waiting"), Count("dead"));
        return
        [
            new(destination.Name + (destination.Retired ? " (retired)" : ""), Tone.Strong),
            DestinationCells.State(destination, now),
            new(destination.Held > 0 ? $"{Number(waiting)} ({Number(destination.Held)} held)" : Number(waiting), waiting > 0 ? Tone.Warning : Tone.Plain),
            Number(destination.InFlight),
            destination.OldestWaitingAt is { } oldest ? Times.Distance(oldest, now) : Cell.None,
            Number(Count("delivered")),
            new(Number(dead), dead > 0 ? Tone.Bad : Tone.Plain),
            destination.P50Ms is { } p50 ? Times.Duration(p50) : Cell.None,
            destination.P95Ms is { } p95 ? Times.Duration(p95) : Cell.None,
            destination.LastError is { } error ? SafeText.Cut(error, 80) : Cell.None,
        ];

        long Count(string state) => destination.Counts.GetValueOrDefault(state);
    }

    /// <summary>Of one node there is nothing to say that is not said above.</summary>
    private static void ShowNodes(Screen screen, IReadOnlyList<ApiAnswer<NodeView>> nodes, DateTimeOffset now)
    {
        if (nodes.Any(node => node.Value.LeaseMs is not null))
        {
            screen.Line();
            screen.Table(NodeColumns, [.. nodes.Select(node => NodeRow(node.Value, now))], "No nodes.");
        }
    }

    private static Cell[] NodeRow(NodeView node, DateTimeOffset now) =>
    [
        new(node.Name + (node.Self ? " (answers)" : ""), Tone.Strong),
        Number(node.Shards),
        node.LagMs > 0 ? new(Times.Duration(node.LagMs), Tone.Warning) : Cell.None,
        node.LeaseMs is { } lease ? Times.Duration(lease) : Cell.None,
        Times.Distance(node.Since, now),
    ];

    private static void ShowRest(Screen screen, IReadOnlyList<ApiAnswer<ReplayView>> replays, int rejections)
    {
        screen.Line();
        foreach (var replay in replays.Select(answer => answer.Value).Where(replay => replay.State == "running"))
        {
            screen.Line(new Cell($"replay {replay.Id} is under way: {replay.Done} of {replay.Total} events", Tone.Warning));
        }

        screen.Line(rejections == 0
            ? new Cell("nothing was refused at the door", Tone.Dim)
            : new Cell($"{rejections}{(rejections >= Breakwater.Configuration.Limits.Rejections ? " or more" : "")} refused at the door since the server started", Tone.Warning));
    }

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static void WriteJson(
        ServerVerb verb,
        JsonElement health,
        bool ready,
        IReadOnlyList<ApiAnswer<SourceView>> sources,
        IReadOnlyList<ApiAnswer<DestinationView>> destinations,
        IReadOnlyList<ApiAnswer<NodeView>> nodes,
        IReadOnlyList<ApiAnswer<ReplayView>> replays,
        int rejections)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("ready", ready);
            json.WritePropertyName("health");
            health.WriteTo(json);
            WriteAll("sources", sources.Select(one => one.Raw));
            WriteAll("destinations", destinations.Select(one => one.Raw));
            WriteAll("nodes", nodes.Select(one => one.Raw));
            WriteAll("replays", replays.Select(one => one.Raw));
            json.WriteNumber("rejections", rejections);
            json.WriteEndObject();

            void WriteAll(string name, IEnumerable<JsonElement> elements)
            {
                json.WriteStartArray(name);
                foreach (var element in elements)
                {
                    element.WriteTo(json);
                }

                json.WriteEndArray();
            }
        }

        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        verb.Screen.Json(document.RootElement);
    }
}
