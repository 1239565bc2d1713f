using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary>The calls of the API: which address, which role, which method answers.</summary>
internal sealed class BreakwaterApi(Engine engine, BreakwaterWebOptions options, BodyReader reader, Keys keys, CancellationToken stopping)
{
    private readonly Bodies bodies = new(reader);
    private readonly ShortIds ids = new(engine.Search);

    public void Map(IEndpointRouteBuilder routes)
    {
        MapEvents(routes.MapGroup("").WithTags("events"));
        MapDeliveries(routes.MapGroup("").WithTags("deliveries"));
        MapReplays(routes.MapGroup("").WithTags("replays"));
        MapReconciliations(routes.MapGroup("").WithTags("reconciliations"));
        MapEntities(routes.MapGroup("").WithTags("entities"));
        MapCalls(routes.MapGroup("").WithTags("calls"));
        MapOverview(routes.MapGroup("").WithTags("overview"));
        new AdminApi(engine, bodies, keys, options.Clock).Map(routes.MapGroup("").WithTags("admin"));
        MapHealth(routes.MapGroup("").WithTags("health"));
        MapMetrics(routes);
    }

    private void MapEvents(IEndpointRouteBuilder routes)
    {
        var publish = new Publish(engine, bodies);
        routes.MapPost("/v1/events", publish.PostAsync)
            .Call(Role.Publish, "publishEvent", "Publish an event, or CloudEvents (structured, binary, batch); answered when it is committed. Idempotency-Key is honoured.")
            .Accepts<PublishRequest>("application/json", "*/*");
        var events = new Events(engine, ids, bodies);
        routes.MapGet("/v1/events", ([AsParameters] EventQuery query, HttpRequest request, CancellationToken cancellation) => events.ListAsync(query, request, cancellation))
            .Call(Role.Read, "listEvents", "Search events, newest first.");
        routes.MapGet("/v1/events/{id}", events.GetAsync)
            .Call(Role.Read, "getEvent", "One event with its headers, body and deliveries.");
        routes.MapGet("/v1/events/{id}/body", events.BodyAsync)
            .Call(Role.Read, "getEventBody", "The body's bytes as they came; of a source that redacts for the role admin only, and blotted out for others.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");
        routes.MapPost("/v1/events/{id}/replay", events.ReplayAsync)
            .Call(Role.Operate, "replayEvent", "Send an event again, through today's routes or to the named destinations.")
            .Audited("event.replay", "id")
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
            .Call(Role.Operate, "retryDelivery", "Try a delivery again now, also from dead.")
            .Audited("delivery.retry", "id");
        routes.MapPost("/v1/deliveries/{id}/cancel", deliveries.CancelAsync)
            .Call(Role.Operate, "cancelDelivery", "Give a delivery up.")
            .Audited("delivery.cancel", "id");
    }

    private void MapReplays(IEndpointRouteBuilder routes)
    {
        var replays = new Replays(engine, bodies);
        routes.MapPost("/v1/replays", replays.StartAsync)
            .Call(Role.Operate, "startReplay", "Send many events again, paced; a dry run only says how many.")
            .Audited("replay.start")
            .Accepts<ReplayRequest>("application/json");
        routes.MapGet("/v1/replays", ([AsParameters] PageQuery query, HttpRequest request, CancellationToken cancellation) => replays.ListAsync(query, request, cancellation))
            .Call(Role.Read, "listReplays", "All bulk replays, newest first.");
        routes.MapGet("/v1/replays/{id}", replays.GetAsync)
            .Call(Role.Read, "getReplay", "A bulk replay and how far it is.");
        routes.MapPost("/v1/replays/{id}/cancel", replays.CancelAsync)
            .Call(Role.Operate, "cancelReplay", "Stop a bulk replay; what was already sent again stays.")
            .Audited("replay.cancel", "id");
    }

    private void MapReconciliations(IEndpointRouteBuilder routes)
    {
        var reconciliations = new Reconciliations(engine, bodies);
        routes.MapPost("/v1/sources/{name}/reconcile", reconciliations.StartAsync)
            .Call(Role.Operate, "reconcileSource", "Ask a source's platform for the events whose webhooks never came, and record them; a dry run only says which.")
            .Accepts<ReconcileRequest>(isOptional: true, "application/json");
        routes.MapPost("/v1/entities/{type}/reconcile", reconciliations.CompareAsync)
            .Call(Role.Operate, "reconcileEntities", "Ask a destination what it knows of entities of a kind, and show or repair what differs.")
            .Accepts<ReconcileRequest>(isOptional: true, "application/json");
        routes.MapGet("/v1/reconciliations", ([AsParameters] ReconciliationQuery query, HttpRequest request, CancellationToken cancellation) =>
                reconciliations.ListAsync(query, request, cancellation))
            .Call(Role.Read, "listReconciliations", "All reconciliations, newest first.");
        routes.MapGet("/v1/reconciliations/{id}", reconciliations.GetAsync)
            .Call(Role.Read, "getReconciliation", "A reconciliation, how far it is and what it found.");
        routes.MapPost("/v1/reconciliations/{id}/cancel", reconciliations.CancelAsync)
            .Call(Role.Operate, "cancelReconciliation", "Stop a reconciliation; what was repaired stays.");
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
            .Call(Role.Publish, "cancelCall", "Give a call up; an attempt under way can't be called back.")
            .Audited("call.cancel", "id");
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
            .Call(Role.Operate, "pauseDestination", "Hold everything for a destination, on all nodes; attempts under way end.")
            .Audited("destination.pause", "name");
        routes.MapPost("/v1/destinations/{name}/resume", destinations.ResumeAsync)
            .Call(Role.Operate, "resumeDestination", "Let a destination go on, gently.")
            .Audited("destination.resume", "name");
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

    /// <summary>The application decides by which exporter; without one that is said, not as if there were no such address.</summary>
    private void MapMetrics(IEndpointRouteBuilder routes)
    {
        var needs = new Needs(Role.Read);
        if (options.MapMetrics is { } map)
        {
            map(routes).WithMetadata(needs);
        }
        else
        {
            routes.MapGet("/metrics", Problems.NoExporter.ExecuteAsync).ExcludeFromDescription().WithMetadata(needs);
        }
    }
}

/// <summary>How a call is described in one line.</summary>
internal static class CallDescription
{
    public static RouteHandlerBuilder Call(this RouteHandlerBuilder route, Role needed, string name, string summary) =>
        route.WithMetadata(new Needs(needed)).WithName(name).WithSummary(summary);

    /// <summary>The call is an act of an operator: it goes into the audit log, before it is done and again with its result.</summary>
    public static RouteHandlerBuilder Audited(this RouteHandlerBuilder route, string action, string? target = null) =>
        route.WithMetadata(new Audited(action, target));
}
