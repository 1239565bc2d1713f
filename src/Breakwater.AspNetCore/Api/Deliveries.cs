using Breakwater.Model;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/deliveries</c>: search, look at, try again, give up.</summary>
internal sealed class Deliveries(Engine engine, ShortIds ids)
{
    public async Task<Results<Answer<PageView<DeliveryLine>>, Problem>> ListAsync(DeliveryQuery query, HttpRequest request, CancellationToken cancellation)
    {
        var reading = new Reading();
        var filter = reading.Deliveries(query);
        var page = reading.Page(Cursor.Deliveries, query.Limit, query.After);
        if ((QueryNames.Fault(request, QueryNames.Deliveries) ?? reading.Problem) is { } problem)
        {
            return problem;
        }

        var found = await engine.Search.DeliveriesAsync(filter, page, cancellation);
        return new Answer<PageView<DeliveryLine>>(
            new PageView<DeliveryLine> { Items = [.. found.Items.Select(summary => DeliveryLine.Of(summary, engine))], Next = Cursor.Write(Cursor.Deliveries, found.Next) },
            ApiJson.Default.PageViewDeliveryLine);
    }

    public async Task<Results<Answer<DeliveryView>, Problem>> GetAsync(string id, CancellationToken cancellation)
    {
        var found = await ids.DeliveryAsync(id, cancellation);
        return found.Problem is not null ? found.Problem : await ShowAsync(found.Id, id, cancellation);
    }

    public Task<Results<Answer<DeliveryView>, Problem>> RetryAsync(string id, HttpContext context, CancellationToken cancellation) => ActAsync(id, context, engine.RetryAsync, cancellation);

    public Task<Results<Answer<DeliveryView>, Problem>> CancelAsync(string id, HttpContext context, CancellationToken cancellation) => ActAsync(id, context, engine.CancelAsync, cancellation);

    private async Task<Results<Answer<DeliveryView>, Problem>> ActAsync(
        string id, HttpContext context, Func<DeliveryId, CancellationToken, Task<OperationResult>> act, CancellationToken cancellation)
    {
        var found = await ids.DeliveryAsync(id, cancellation);
        if (found.Problem is not null)
        {
            return found.Problem;
        }

        AuditNote.Say(context, found.Id.ToString());
        var result = await act(found.Id, cancellation);
        if (result.Delivery is not { } delivery)
        {
            return Problems.Absent("delivery", ShortIds.Shown(id));
        }

        AuditNote.Say(context, null, $"{delivery.EventId} to {delivery.Destination}");
        return result.Refusal is { } refusal ? Problems.Conflict(refusal) : await ShowAsync(found.Id, id, cancellation);
    }

    private async Task<Results<Answer<DeliveryView>, Problem>> ShowAsync(DeliveryId id, string asked, CancellationToken cancellation) =>
        await engine.Search.DeliveryAsync(id, cancellation) is { } detail
            ? new Answer<DeliveryView>(DeliveryView.Of(detail, await Blots.OfAsync(detail, engine, cancellation), engine), ApiJson.Default.DeliveryView)
            : Problems.Absent("delivery", ShortIds.Shown(asked));
}
