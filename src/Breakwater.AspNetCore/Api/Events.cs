using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/events</c>: search, detail, the bytes, replay of one.</summary>
internal static class Events
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/events", ListAsync).Needs(Permission.Read).WithTags("events").WithSummary("Search events, newest first")
            .WithDescription("Filters: source, type (may contain *), key, state, destination, q (an id or its beginning, an idempotency id, a key or a type), from, to. Paging: limit, after.");
        api.MapGet("/events/{id}", DetailAsync).Needs(Permission.Read).WithTags("events").WithSummary("One event with its deliveries");
        api.MapGet("/events/{id}/body", BodyAsync).Needs(Permission.Read).WithTags("events").WithSummary("The body, byte for byte");
        api.MapPost("/events/{id}/replay", ReplayAsync).Needs(Permission.Operate).WithTags("events")
            .WithSummary("Send an event again, through today's routes or to the named destinations");
    }

    private static async Task<Results<Ok<PageView<EventListView>>, Problem>> ListAsync(HttpContext context, Engine engine)
    {
        var query = new Query(context.Request.Query);
        var (filter, request) = (query.Events(), query.Page());
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var page = await engine.Search.EventsAsync(filter, request, context.RequestAborted);
        return TypedResults.Ok(new PageView<EventListView>(
            [.. page.Items.Select(summary => EventListView.Of(summary, engine))], page.Next?.ToString()));
    }

    private static async Task<Results<Ok<EventView>, Problem>> DetailAsync(string id, HttpContext context, Engine engine)
    {
        var (found, problem) = await ShortIds.EventAsync(engine.Search, id, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        var detail = await engine.Search.EventAsync(found, context.RequestAborted);
        return detail is null ? Problems.Unknown("event", id) : TypedResults.Ok(EventView.Of(detail, engine));
    }

    /// <summary>A body is a stranger's: it is offered as a file, and no browser may run it.</summary>
    private static async Task<Results<FileContentHttpResult, Problem>> BodyAsync(string id, HttpContext context, Engine engine)
    {
        var (found, problem) = await ShortIds.EventAsync(engine.Search, id, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        if (await engine.Search.EventAsync(found, context.RequestAborted) is not { } detail)
        {
            return Problems.Unknown("event", id);
        }

        var evt = detail.Summary.Event;
        var type = evt.Headers.FirstOrDefault(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        return TypedResults.File(evt.Body.ToArray(), string.IsNullOrEmpty(type) ? "application/octet-stream" : type, $"{evt.Id}.body");
    }

    private static async Task<Results<Accepted<EventReplayView>, Problem>> ReplayAsync(string id, HttpContext context, Engine engine)
    {
        var request = await RequestBody.ReadAsync(context, ApiJson.Default.EventReplayRequest, () => new EventReplayRequest());
        if (request.Problem is { } bad)
        {
            return bad;
        }

        var (found, problem) = await ShortIds.EventAsync(engine.Search, id, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        var result = await engine.ReplayAsync(found, request.Value.To, context.RequestAborted);
        return result switch
        {
            { Found: false } => Problems.Unknown("event", id),
            { Refusal: { } refusal } => Problems.Unprocessable("replay-refused", refusal),
            _ => TypedResults.Accepted((string?)null, new EventReplayView([.. result.Deliveries.Select(delivery => DeliveryView.Of(delivery, engine))])),
        };
    }
}

/// <summary>What the replay of one event is asked for with.</summary>
internal sealed record EventReplayRequest
{
    /// <summary>The destinations; null for today's routes.</summary>
    public IReadOnlyList<string>? To { get; init; }
}

/// <summary>The deliveries that a replay of one event made.</summary>
/// <param name="Deliveries">The deliveries.</param>
internal sealed record EventReplayView(IReadOnlyList<DeliveryView> Deliveries);
