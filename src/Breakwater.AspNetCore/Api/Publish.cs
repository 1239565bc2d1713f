using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>POST /v1/events</c>: the product publishes an event.</summary>
internal sealed class Publish(Engine engine, Bodies bodies)
{
    private const int EnvelopeBytes = 16 * 1024;
    private const int LeastBytes = 64 * 1024;

    public async Task<Results<TakenOn<ReceiptView>, Problem>> PostAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (Refusal(request) is { } refusal)
        {
            return refusal;
        }

        if (!IdempotencyKey.TryRead(request.Headers[IdempotencyKey.Header], out var key))
        {
            return Problems.Invalid(IdempotencyKey.Form);
        }

        var (bytes, unread) = await bodies.BytesAsync(request, LargestBody());
        if (unread is not null)
        {
            return unread;
        }

        var (publication, fault) = Publishing.Read(bytes);
        if (publication is null)
        {
            return Problems.Invalid(fault!);
        }

        if (!engine.Settings.Sources.TryGetValue(publication.Source, out var source))
        {
            return Problems.Of(new Reception.Refused(422, "source-unknown", "source names none of the configured sources"));
        }

        if (publication.Data.Length > source.MaxBody)
        {
            return Problems.Of(Problems.BodyTooLarge(source.MaxBody));
        }

        var trace = request.Headers.TraceParent is [{ } parent] ? parent : null;
        publication = publication with { Id = publication.Id ?? key, TraceParent = trace };
        return await AnswerAsync(publication, byKey: key is not null && publication.Id == key, await engine.PublishAsync(publication, cancellation), cancellation);
    }

    private static Problem? Refusal(HttpRequest request) =>
        IsCloudEvent(request) ? Problems.CloudEvents
        : Bodies.IsJson(request.ContentType) ? null
        : Problems.ContentType("application/json");

    private async Task<Results<TakenOn<ReceiptView>, Problem>> AnswerAsync(Publication publication, bool byKey, Reception reception, CancellationToken cancellation)
    {
        switch (reception)
        {
            case Reception.Recorded { Receipt: var receipt }:
                return byKey && receipt.Duplicate && !await SameAsync(receipt.Id, publication, cancellation)
                    ? Problems.KeyReused
                    : new TakenOn<ReceiptView>(new ReceiptView { Id = receipt.Id.ToString(), Duplicate = receipt.Duplicate }, ApiJson.Default.ReceiptView);
            case Reception.Refused refused:
                return Problems.Of(refused);
            case Reception.Unavailable unavailable:
                return Problems.Of(unavailable);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>A key stands for one request: the event that it made is compared with this one.</summary>
    private async Task<bool> SameAsync(EventId id, Publication publication, CancellationToken cancellation)
    {
        // Retention may have removed it between the commit and now: then there is nothing to differ from.
        return await engine.Search.EventAsync(id, cancellation) is not { Summary.Event: var first }
            || (first.Type == publication.Type
                && first.Key == publication.Key
                && first.Version == publication.Version
                && first.Body.Span.SequenceEqual(publication.Data.Span));
    }

    private static bool IsCloudEvent(HttpRequest request) =>
        request.ContentType?.StartsWith("application/cloudevents", StringComparison.OrdinalIgnoreCase) == true
        || request.Headers.ContainsKey("ce-specversion");

    /// <summary>Which source it is for stands in the body: until it is read, the largest bound of all holds.</summary>
    private int LargestBody()
    {
        var largest = LeastBytes;
        foreach (var source in engine.Settings.Sources.Values)
        {
            largest = Math.Max(largest, source.MaxBody);
        }

        return (int)Math.Min((long)largest + EnvelopeBytes, Array.MaxLength);
    }
}
