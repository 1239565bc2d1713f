using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary>The calls of the API: which address, which role, which method answers.</summary>
internal sealed class BreakwaterApi(Engine engine, BreakwaterWebOptions options, BodyReader reader, CancellationToken stopping)
{
    private readonly Bodies bodies = new(reader);
    private readonly ShortIds ids = new(engine.Search);

    public void Map(IEndpointRouteBuilder routes)
    {
        MapEvents(routes.MapGroup("").WithTags("events"));
        MapDeliveries(routes.MapGroup("").WithTags("deliveries"));
        MapReplays(routes.MapGroup("").WithTags("replays"));
        MapEntities(routes.MapGroup("").WithTags("entities"));
        MapCalls(routes.MapGroup("").WithTags("calls"));
        MapOverview(routes.MapGroup("").WithTags("overview"));
        MapHealth(routes.MapGroup("").WithTags("health"));
        MapNotYet(routes);
    }

    private void MapEvents(IEndpointRouteBuilder routes)
    {
        var publish = new Publish(engine, bodies);
        routes.MapPost("/v1/events", publish.PostAsync)
            .Call(Role.Publish, "publishEvent", "Publish an event; answered when it is committed. Idempotency-Key is honoured.")
            .Accepts<PublishRequest>("application/json");
        var events = new Events(engine, ids, bodies);
        routes.MapGet("/v1/events", ([AsParameters] EventQuery query, HttpRequest request, CancellationToken cancellation) => events.ListAsync(query, request, cancellation))
            .Call(Role.Read, "listEvents", "Search events, newest first.");
        routes.MapGet("/v1/events/{id}", events.GetAsync)
            .Call(Role.Read, "getEvent", "One event with its headers, body and deliveries.");
        routes.MapGet("/v1/events/{id}/body", events.BodyAsync)
            .Call(Role.Read, "getEventBody", "The body's bytes as they came.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");
        routes.MapPost("/v1/events/{id}/replay", events.ReplayAsync)
            .Call(Role.Operate, "replayEvent", "Send an event again, through today's routes or to the named destinations.")
            .Accepts<EventReplayRequest>(isOptional: true, "application/json");
    }

    private void MapDeliveries(IEndpointRouteBuilder routes)
    {
        var deliveries = new Deliveries(engine, ids);
        routes.MapGet("/v1/deliveries", ([AsParameters] DeliveryQuery query, HttpRequest request, CancellationToken cancellation) => deliveries.ListAsync(query, request, cancellation))
            .Call(Role.Read, "listDeliveries", "Search deliveries, newest first.");
        routes.MapGet("/v1/deliveries/{id}", deliveries.GetAsync)
            .Call(Role.Read, "getDelivery", "One delivery with all its attempts.");
        routes.MapPost("/v1/deliveries/{id}/retry", deliveries.RetryAsync)
            .Call(Role.Operate, "retryDelivery", "Try a delivery again now, also from dead.");
        routes.MapPost("/v1/deliveries/{id}/cancel", deliveries.CancelAsync)
            .Call(Role.Operate, "cancelDelivery", "Give a delivery up.");
    }

    private void MapReplays(IEndpointRouteBuilder routes)
    {
        var replays = new Replays(engine, bodies);
        routes.MapPost("/v1/replays", replays.StartAsync)
            .Call(Role.Operate, "startReplay", "Send many events again, paced; a dry run only says how many.")
            .Accepts<ReplayRequest>("application/json");
        routes.MapGet("/v1/replays", ([AsParameters] PageQuery query, HttpRequest request, CancellationToken cancellation) => replays.ListAsync(query, request, cancellation))
            .Call(Role.Read, "listReplays", "All bulk replays, newest first.");
        routes.MapGet("/v1/replays/{id}", replays.GetAsync)
            .Call(Role.Read, "getReplay", "A bulk replay and how far it is.");
        routes.MapPost("/v1/replays/{id}/cancel", replays.CancelAsync)
            .Call(Role.Operate, "cancelReplay", "Stop a bulk replay; what was already sent again stays.");
    }

    private void MapEntities(IEndpointRouteBuilder routes)
    {
        var entities = new Entities(engine);
        routes.MapGet("/v1/entities/{type}", (string type, [AsParameters] EntityQuery query, HttpRequest request, CancellationToken cancellation) =>
                entities.ListAsync(type, query, request, cancellation))
            .Call(Role.Read, "listEntities", "Entities of one kind, those that became known last first.");
        routes.MapGet("/v1/entities/{type}/{**key}", entities.GetAsync)
            .Call(Role.Read, "getEntity", "One entity: its state, its history with every verdict, and where each destination stands.");
    }

    private void MapCalls(IEndpointRouteBuilder routes)
    {
        var patience = new CallPatience(engine, stopping);
        var calls = new Calls(engine, bodies, ids, patience);
        routes.MapPost("/v1/calls", calls.PostAsync)
            .Call(Role.Publish, "makeCall", "Make a durable call to a platform; answered when it is recorded, or with Prefer: wait=10 when it has ended.")
            .Accepts<CallBody>("application/json");
        routes.MapGet("/v1/calls/{id}", calls.GetAsync)
            .Call(Role.Read, "getCall", "How a call stands, and its result; waits for it with Prefer: wait=10.")
            .WithMetadata(new Needs(Role.Read, Or: Role.Publish));
        routes.MapPost("/v1/calls/{id}/cancel", calls.CancelAsync)
            .Call(Role.Publish, "cancelCall", "Give a call up; an attempt under way can't be called back.");
        var proxy = new Proxy(engine, bodies, patience);
        foreach (var pattern in new[] { "/out/{destination}", "/out/{destination}/{**path}" })
        {
            routes.Map(pattern, proxy.HandleAsync).ExcludeFromDescription().WithMetadata(new Needs(Role.Publish));
        }
    }

    private void MapOverview(IEndpointRouteBuilder routes)
    {
        var destinations = new Destinations(engine);
        routes.MapGet("/v1/sources", new Sources(engine).ListAsync)
            .Call(Role.Read, "listSources", "Where events come from, without secrets, and how many came.");
        routes.MapGet("/v1/destinations", destinations.ListAsync)
            .Call(Role.Read, "listDestinations", "Where events go, without secrets, and how each destination fares.");
        routes.MapGet("/v1/destinations/{name}", destinations.GetAsync)
            .Call(Role.Read, "getDestination", "One destination.");
        routes.MapPost("/v1/destinations/{name}/pause", destinations.PauseAsync)
            .Call(Role.Operate, "pauseDestination", "Hold everything for a destination, on all nodes; attempts under way end.");
        routes.MapPost("/v1/destinations/{name}/resume", destinations.ResumeAsync)
            .Call(Role.Operate, "resumeDestination", "Let a destination go on, gently.");
        routes.MapGet("/v1/nodes", new Nodes(engine).ListAsync)
            .Call(Role.Read, "listNodes", "The nodes that share the work, their shards, and how far they are behind.");
        routes.MapGet("/v1/configuration", new Configured(engine).Get)
            .Call(Role.Read, "getConfiguration", "Routes, kinds of entities and the rest of the configuration in force, without secrets.");
        var refusals = new Refusals(engine);
        routes.MapGet("/v1/rejections", ([AsParameters] RejectionQuery query, HttpRequest request) => refusals.List(query, request))
            .Call(Role.Read, "listRejections", "What was refused at the door, and why, newest first.");
        routes.MapGet("/v1/stats", new Figures(engine).StatsAsync)
            .Call(Role.Read, "getStats", "The figures of the whole node.");
        routes.MapGet("/v1/stream", new Live(engine, options, stopping).Stream)
            .Call(Role.Read, "readStream", "Everything as it happens, as server-sent events; goes on after Last-Event-ID.")
            .Produces<NoticeView>(StatusCodes.Status200OK, "text/event-stream");
    }

    private void MapHealth(IEndpointRouteBuilder routes)
    {
        var figures = new Figures(engine);
        routes.MapGet("/healthz", Figures.Alive)
            .WithName("isAlive").WithSummary("The process answers. Needs no token.");
        routes.MapGet("/readyz", figures.ReadyAsync)
            .WithName("isReady").WithSummary("200 when it can commit, else 503, with the reasons. Needs no token.");
    }

    /// <summary>What the contract has and a later version brings: said by name, never as if it were not there.</summary>
    private static void MapNotYet(IEndpointRouteBuilder routes)
    {
        string[] all = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        (string Pattern, string What)[] later =
        [
            ("/metrics", "Prometheus text"),
        ];
        foreach (var (pattern, what) in later)
        {
            var problem = Problems.NotSupportedYet(what);
            routes.MapMethods(pattern, all, problem.ExecuteAsync).ExcludeFromDescription().WithMetadata(new Needs(Role.Read));
        }
    }
}

/// <summary>How a call is described in one line.</summary>
internal static class CallDescription
{
    public static RouteHandlerBuilder Call(this RouteHandlerBuilder route, Role needed, string name, string summary) =>
        route.WithMetadata(new Needs(needed)).WithName(name).WithSummary(summary);
}
