using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>POST /v1/events</c>: the product's own events, recorded like any other.</summary>
internal static class Publishing
{
    private const int MaxBytes = 4 * 1024 * 1024;

    public static void Map(RouteGroupBuilder api) => api.MapPost("/events", PublishAsync).Needs(Permission.Publish).WithTags("events")
        .WithSummary("Publish an event")
        .WithDescription("""{"source","type","id"?,"key"?,"version"?,"data"}. Idempotency-Key is honoured where no id is given. Destinations receive the bytes of data as they stand in the request.""");

    private static async Task<Results<Accepted<PublishedView>, Problem>> PublishAsync(HttpContext context, Engine engine)
    {
        if (context.Request.ContentType?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true
            || context.Request.Headers.ContainsKey("ce-specversion"))
        {
            return new Problem(415, "not-supported-yet", "CloudEvents are not supported yet: send the JSON form.");
        }

        var body = await BodyReader.ReadAsync(context, MaxBytes, TimeProvider.System, Limits.BodyTimeout);
        if (body.Status != 0)
        {
            return new Problem(body.Status, body.Refusal(MaxBytes).Code, $"The body must come whole and have at most {MaxBytes} bytes.");
        }

        var (publication, problem) = PublicationReader.Read(body.Body);
        if (publication is null)
        {
            return problem!;
        }

        var (key, wrongKey) = IdempotencyKey.Read(context.Request.Headers);
        if (wrongKey is not null)
        {
            return wrongKey;
        }

        publication = publication with { Id = publication.Id ?? key, TraceParent = context.Request.Headers.TraceParent };
        var reception = await engine.PublishAsync(publication, CancellationToken.None);
        return reception is Reception.Recorded { Receipt: { Duplicate: true } known } && key is not null && publication.Id == key
            && await DiffersAsync(engine, known.Id, publication, context.RequestAborted)
            ? Problems.Unprocessable("idempotency-key-reused", "This Idempotency-Key came before with another event.")
            : Answer(reception);
    }

    private static Results<Accepted<PublishedView>, Problem> Answer(Reception reception) => reception switch
    {
        Reception.Recorded recorded => TypedResults.Accepted(
            $"/v1/events/{recorded.Receipt.Id}", new PublishedView(recorded.Receipt.Id.ToString(), recorded.Receipt.Duplicate)),
        // The call is right and its address exists: what it names does not.
        Reception.Refused { Status: 404 } refused => Problems.Unprocessable(refused.Code, refused.Reason),
        Reception.Refused refused => new Problem(refused.Status, refused.Code, refused.Reason),
        Reception.Unavailable unavailable => new Problem(503, "unavailable", unavailable.Reason, unavailable.RetryAfter),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task<bool> DiffersAsync(Engine engine, EventId id, Publication publication, CancellationToken cancellation)
    {
        var first = (await engine.Search.EventAsync(id, cancellation))?.Summary.Event;
        return first is not null
            && (first.Type != publication.Type || first.Key != publication.Key || first.Version != publication.Version
                || !first.Body.Span.SequenceEqual(publication.Data.Span));
    }
}
