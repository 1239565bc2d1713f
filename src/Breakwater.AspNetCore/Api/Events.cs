using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Running;
using Breakwater.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/events</c>: search, look at, send again.</summary>
internal sealed class Events(Engine engine, ShortIds ids, Bodies bodies)
{
    public async Task<Results<Answer<PageView<EventLine>>, Problem>> ListAsync(EventQuery query, HttpRequest request, CancellationToken cancellation)
    {
        var reading = new Reading();
        var filter = reading.Events(query);
        var page = reading.Page(Cursor.Events, query.Limit, query.After);
        if ((QueryNames.Fault(request, QueryNames.Events) ?? reading.Problem) is { } problem)
        {
            return problem;
        }

        var found = await engine.Search.EventsAsync(filter, page, cancellation);
        return new Answer<PageView<EventLine>>(
            new PageView<EventLine> { Items = [.. found.Items.Select(summary => EventLine.Of(summary, engine))], Next = Cursor.Write(Cursor.Events, found.Next) },
            ApiJson.Default.PageViewEventLine);
    }

    public async Task<Results<Answer<EventView>, Problem>> GetAsync(string id, CancellationToken cancellation)
    {
        var (summary, problem) = await FindAsync(id, cancellation);
        return problem is not null ? problem : new Answer<EventView>(EventView.Of(summary!, engine), ApiJson.Default.EventView);
    }

    /// <summary>
    /// The bytes as they came, in a form that no browser runs or shows. Of a source that redacts they are for the role admin, and that
    /// is noted; everybody else gets them blotted out.
    /// </summary>
    public async Task<Results<FileContentHttpResult, Problem>> BodyAsync(string id, HttpContext context, CancellationToken cancellation)
    {
        var (summary, problem) = await FindAsync(id, cancellation);
        if (problem is not null)
        {
            return problem;
        }

        var evt = summary!.Event;
        var body = evt.Body;
        if (Blots.Of(evt, engine) is { } redacted)
        {
            var caller = Caller.Of(context);
            if (caller is { Role: Role.Admin })
            {
                await engine.Audit.AddAsync(
                    engine.Audit.New(caller.Name, "event.body") with { Target = evt.Id.ToString(), Address = caller.Address, Result = AuditResult.Done },
                    cancellation);
            }
            else if (redacted.Body is { } shown)
            {
                body = shown;
                context.Response.Headers["breakwater-redacted"] = "true";
            }
            else
            {
                return Problems.BodyNotShown;
            }
        }

        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"{evt.Id}\"");
        return TypedResults.Bytes(body, ContentType(evt));
    }

    public async Task<Results<TakenOn<EventReplayView>, Problem>> ReplayAsync(string id, HttpRequest request, CancellationToken cancellation)
    {
        var asked = await bodies.JsonAsync(request, RequestJson.Default.EventReplayRequest, new EventReplayRequest(), "to and force");
        var reading = new Reading();
        var to = reading.Destinations(asked.Value?.To, engine.Settings);
        if ((asked.Problem ?? reading.Problem) is { } wrong)
        {
            return wrong;
        }

        var found = await ids.EventAsync(id, cancellation);
        if (found.Problem is not null)
        {
            return found.Problem;
        }

        AuditNote.Say(request.HttpContext, found.Id.ToString(), Detail(to, asked.Value?.Force ?? false));
        var result = await engine.ReplayAsync(found.Id, to, asked.Value?.Force ?? false, cancellation);
        if (!result.Found)
        {
            return Problems.Absent("event", ShortIds.Shown(id));
        }

        if (result.Refusal is { } refusal)
        {
            return Problems.Conflict(refusal);
        }

        var made = new EventReplayView { Deliveries = [.. result.Deliveries.Select(delivery => DeliveryOfEvent.Of(delivery, engine))] };
        return new TakenOn<EventReplayView>(made, ApiJson.Default.EventReplayView);
    }

    private static string Detail(IReadOnlyList<string>? to, bool force) =>
        (to is null ? "through today's routes" : "to " + string.Join(", ", to)) + (force ? ", forced" : "");

    private async Task<(EventSummary? Summary, Problem? Problem)> FindAsync(string id, CancellationToken cancellation)
    {
        var found = await ids.EventAsync(id, cancellation);
        if (found.Problem is not null)
        {
            return (null, found.Problem);
        }

        var detail = await engine.Search.EventAsync(found.Id, cancellation);
        return detail is null ? (null, Problems.Absent("event", ShortIds.Shown(id))) : (detail.Summary, null);
    }

    private static string ContentType(Event evt)
    {
        foreach (var (name, value) in evt.Headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return "application/octet-stream";
    }
}

/// <summary>The deliveries that a replay of one event made.</summary>
internal sealed record EventReplayView
{
    public required IReadOnlyList<DeliveryOfEvent> Deliveries { get; init; }
}
