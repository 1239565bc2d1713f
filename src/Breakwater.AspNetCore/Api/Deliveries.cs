using Breakwater.Model;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/deliveries</c>: search, one with its attempts, retry, cancel.</summary>
internal static class Deliveries
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/deliveries", ListAsync).Needs(Permission.Read).WithTags("deliveries").WithSummary("Search deliveries, newest first")
            .WithDescription("Filters: destination, state, source, key, from, to. Paging: limit, after.");
        api.MapGet("/deliveries/{id}", DetailAsync).Needs(Permission.Read).WithTags("deliveries").WithSummary("One delivery with its attempts");
        api.MapPost("/deliveries/{id}/retry", (string id, HttpContext context, Engine engine) => OperateAsync(id, context, engine, engine.RetryAsync))
            .Needs(Permission.Operate).WithTags("deliveries").WithSummary("Try again now, also from dead");
        api.MapPost("/deliveries/{id}/cancel", (string id, HttpContext context, Engine engine) => OperateAsync(id, context, engine, engine.CancelAsync))
            .Needs(Permission.Operate).WithTags("deliveries").WithSummary("Give up");
    }

    private static async Task<Results<Ok<PageView<DeliveryListView>>, Problem>> ListAsync(HttpContext context, Engine engine)
    {
        var query = new Query(context.Request.Query);
        var (filter, request) = (query.Deliveries(), query.Page());
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var page = await engine.Search.DeliveriesAsync(filter, request, context.RequestAborted);
        return TypedResults.Ok(new PageView<DeliveryListView>(
            [.. page.Items.Select(summary => DeliveryListView.Of(summary, engine))], page.Next?.ToString()));
    }

    private static async Task<Results<Ok<DeliveryDetailView>, Problem>> DetailAsync(string id, HttpContext context, Engine engine)
    {
        var (found, problem) = await ShortIds.DeliveryAsync(engine.Search, id, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        var detail = await engine.Search.DeliveryAsync(found, context.RequestAborted);
        return detail is null ? Problems.Unknown("delivery", id) : TypedResults.Ok(DeliveryDetailView.Of(detail, engine));
    }

    private static async Task<Results<Ok<DeliveryView>, Problem>> OperateAsync(
        string id, HttpContext context, Engine engine, Func<DeliveryId, CancellationToken, Task<OperationResult>> operate)
    {
        var (found, problem) = await ShortIds.DeliveryAsync(engine.Search, id, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        return await operate(found, context.RequestAborted) switch
        {
            { Delivery: null } => Problems.Unknown("delivery", id),
            { Refusal: { } refusal } => Problems.Conflict(refusal),
            { Delivery: { } delivery } => TypedResults.Ok(DeliveryView.Of(delivery, engine)),
        };
    }
}
