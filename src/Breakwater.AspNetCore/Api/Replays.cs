using System.Globalization;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/replays</c>: sending recorded events again in bulk, paced, with progress.</summary>
internal static class Replays
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/replays", StartAsync).Needs(Permission.Operate).WithTags("replays").WithSummary("Replay in bulk")
            .WithDescription("""{"filter":{"source","type","key","state","destination","q","from","to"},"to"?,"rate"?,"dryRun"?}; rate is events a second as a number, or text such as 50/s or 600/m. A dry run answers how many.""");
        api.MapGet("/replays", ListAsync).Needs(Permission.Read).WithTags("replays").WithSummary("All bulk replays, newest first");
        api.MapGet("/replays/{id}", FindAsync).Needs(Permission.Read).WithTags("replays").WithSummary("One bulk replay and its progress");
        api.MapPost("/replays/{id}/cancel", CancelAsync).Needs(Permission.Operate).WithTags("replays").WithSummary("Stop a bulk replay");
    }

    private static async Task<Results<Accepted<ReplayView>, Ok<ReplayCountView>, Problem>> StartAsync(HttpContext context, Engine engine)
    {
        var (request, problem) = await RequestBody.ReadAsync(context, ApiJson.Default.ReplayRequest, () => new ReplayRequest());
        if (problem is not null)
        {
            return problem;
        }

        if (request.Filter is null)
        {
            return Problems.Unprocessable("filter-missing", "The member 'filter' is missing; {} stands for all events.");
        }

        var (filter, wrong) = request.Filter.Read();
        if (wrong is not null)
        {
            return wrong;
        }

        if (!TryRate(request.Rate, out var rate))
        {
            return Problems.BadBody("'rate' must be a number of events a second above 0, or text such as 50/s or 600/m.");
        }

        if (request.To?.FirstOrDefault(name => !engine.Settings.Destinations.ContainsKey(name)) is { } unknown)
        {
            return Problems.Unprocessable("destination-unknown", $"There is no destination '{SafeText.Cut(unknown)}'.");
        }

        if (request.DryRun == true)
        {
            return TypedResults.Ok(new ReplayCountView(await engine.Search.CountEventsAsync(filter, context.RequestAborted), DryRun: true));
        }

        var replay = await engine.StartReplayAsync(filter, request.To, rate, CancellationToken.None);
        return TypedResults.Accepted($"/v1/replays/{replay.Id}", ReplayView.Of(replay));
    }

    private static async Task<Ok<PageView<ReplayView>>> ListAsync(HttpContext context, Engine engine)
    {
        var replays = await engine.ListReplaysAsync(context.RequestAborted);
        return TypedResults.Ok(new PageView<ReplayView>([.. replays.Take(Limits.PageItems).Select(ReplayView.Of)], null));
    }

    private static async Task<Results<Ok<ReplayView>, Problem>> FindAsync(string id, HttpContext context, Engine engine) =>
        ReplayId.TryParse(id, out var known) && await engine.FindReplayAsync(known, context.RequestAborted) is { } replay
            ? TypedResults.Ok(ReplayView.Of(replay))
            : Problems.Unknown("replay", id);

    private static async Task<Results<Ok<ReplayView>, Problem>> CancelAsync(string id, HttpContext context, Engine engine) =>
        ReplayId.TryParse(id, out var known) && await engine.CancelReplayAsync(known, context.RequestAborted) is { } replay
            ? TypedResults.Ok(ReplayView.Of(replay))
            : Problems.Unknown("replay", id);

    private static bool TryRate(JsonElement? given, out double? rate)
    {
        rate = null;
        if (given is not { } element || element.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        var (text, divisor) = element.ValueKind switch
        {
            JsonValueKind.Number => (element.GetRawText(), 1),
            JsonValueKind.String when element.GetString() is [.. var number, '/', 's'] => (number, 1),
            JsonValueKind.String when element.GetString() is [.. var number, '/', 'm'] => (number, 60),
            _ => ("", 1),
        };
        rate = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value / divisor : null;
        return rate is > 0 and < 1_000_000;
    }
}

/// <summary>What a bulk replay is asked for with.</summary>
internal sealed record ReplayRequest
{
    public ReplayFilter? Filter { get; init; }

    /// <summary>The destinations; null for today's routes.</summary>
    public IReadOnlyList<string>? To { get; init; }

    /// <summary>Events a second, as a number or as text such as <c>50/s</c>.</summary>
    public JsonElement? Rate { get; init; }

    /// <summary>True: say how many, and do nothing.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>Which events; the same parameters as the search.</summary>
internal sealed record ReplayFilter
{
    public string? Source { get; init; }

    public string? Type { get; init; }

    public string? Key { get; init; }

    public string? State { get; init; }

    public string? Destination { get; init; }

    public string? Q { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public (EventFilter Filter, Problem? Problem) Read()
    {
        var query = new Query(new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>
        {
            ["source"] = Source,
            ["type"] = Type,
            ["key"] = Key,
            ["state"] = State,
            ["destination"] = Destination,
            ["q"] = Q,
            ["from"] = From,
            ["to"] = To,
        }));
        return (query.Events(), query.Problem);
    }
}

/// <summary>How many events a replay would send again.</summary>
/// <param name="Total">How many.</param>
/// <param name="DryRun">Always true.</param>
internal sealed record ReplayCountView(long Total, bool DryRun);

/// <summary>A bulk replay and its progress.</summary>
internal sealed record ReplayView
{
    public required string Id { get; init; }

    /// <summary><c>running</c>, <c>done</c> or <c>cancelled</c>.</summary>
    public required string State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many events matched when it was asked for.</summary>
    public required long Total { get; init; }

    /// <summary>How many of them are done.</summary>
    public required long Done { get; init; }

    /// <summary>How many deliveries it made.</summary>
    public required long Deliveries { get; init; }

    /// <summary>Events a second; null for as fast as they are taken.</summary>
    public double? Rate { get; init; }

    public IReadOnlyList<string>? To { get; init; }

    public static ReplayView Of(Replay replay) => new()
    {
        Id = replay.Id.ToString(),
        State = replay.State switch
        {
            ReplayState.Running => "running",
            ReplayState.Done => "done",
            ReplayState.Cancelled => "cancelled",
            _ => throw new System.Diagnostics.UnreachableException(),
        },
        CreatedAt = replay.CreatedAt,
        EndedAt = replay.EndedAt,
        Total = replay.Total,
        Done = replay.Done,
        Deliveries = replay.Deliveries,
        Rate = replay.Rate,
        To = replay.To,
    };
}
