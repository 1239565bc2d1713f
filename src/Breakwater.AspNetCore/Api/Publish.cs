using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>POST /v1/events</c>: the product publishes an event as JSON, or CloudEvents in any mode.</summary>
internal sealed class Publish(Engine engine, Bodies bodies)
{
    private const int EnvelopeBytes = 16 * 1024;
    private const int LeastBytes = 64 * 1024;

    public async Task<Results<TakenOn<ReceiptsView>, TakenOn<ReceiptView>, Problem>> PostAsync(HttpRequest request, CancellationToken cancellation)
    {
        var mode = CloudEventReading.ModeOf(request);
        if (mode == CloudEventMode.Unknown || (mode == CloudEventMode.None && !Bodies.IsJson(request.ContentType)))
        {
            return Problems.ContentType("application/json, application/cloudevents+json, application/cloudevents-batch+json, or any type with ce- headers");
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

        var readings = Read(request, mode, bytes);
        for (var i = 0; i < readings.Count; i++)
        {
            if (Fault(readings[i]) is { } fault)
            {
                return mode == CloudEventMode.Batch ? new Problem(fault.Status, fault.Code, $"event {i + 1} of the batch: {fault.Detail}") : fault;
            }
        }

        var trace = request.Headers.TraceParent is [{ } parent] ? parent : null;
        var publications = readings.Select(reading => reading.Publication! with { Id = reading.Publication.Id ?? key, TraceParent = trace }).ToList();
        return mode == CloudEventMode.Batch
            ? await BatchAsync(publications, cancellation)
            : await OneAsync(publications[0], byKey: key is not null && publications[0].Id == key, cancellation);
    }

    private IReadOnlyList<PublishReading> Read(HttpRequest request, CloudEventMode mode, byte[] bytes)
    {
        var reading = new CloudEventReading([.. engine.Settings.Sources.Keys], request.Query["source"] is [{ Length: > 0 } named] ? named : null);
        return mode switch
        {
            CloudEventMode.None => [Publishing.Read(bytes)],
            CloudEventMode.Binary => [reading.Binary(request, bytes)],
            _ => reading.Json(bytes, mode),
        };
    }

    private Problem? Fault(in PublishReading reading) =>
        reading.Publication is not { } publication ? Problems.Invalid(reading.Fault!)
        : !engine.Settings.Sources.TryGetValue(publication.Source, out var source)
            ? Problems.Of(new Reception.Refused(422, "source-unknown", "source names none of the configured sources"))
        : publication.Data.Length > source.MaxBody ? Problems.Of(Problems.BodyTooLarge(source.MaxBody))
        : null;

    private async Task<Results<TakenOn<ReceiptsView>, TakenOn<ReceiptView>, Problem>> OneAsync(Publication publication, bool byKey, CancellationToken cancellation)
    {
        var answer = await AnswerAsync(publication, byKey, await engine.PublishAsync(publication, cancellation), cancellation);
        return answer.Result is TakenOn<ReceiptView> taken ? taken : (Problem)answer.Result;
    }

    /// <summary>All at once, so that they share a commit. Where one could not be recorded the whole is to be sent again: what was recorded is a duplicate then.</summary>
    private async Task<Results<TakenOn<ReceiptsView>, TakenOn<ReceiptView>, Problem>> BatchAsync(List<Publication> publications, CancellationToken cancellation)
    {
        var pending = publications.ConvertAll(publication => engine.PublishAsync(publication, cancellation).AsTask());
        var receipts = new List<ReceiptView>(pending.Count);
        Problem? problem = null;
        foreach (var reception in await Task.WhenAll(pending))
        {
            if (reception is Reception.Recorded { Receipt: var receipt })
            {
                receipts.Add(new ReceiptView { Id = receipt.Id.ToString(), Duplicate = receipt.Duplicate });
            }
            else
            {
                problem ??= reception is Reception.Refused refused ? Problems.Of(refused) : Problems.Of((Reception.Unavailable)reception);
            }
        }

        return problem is not null ? problem : new TakenOn<ReceiptsView>(new ReceiptsView { Items = receipts }, ApiJson.Default.ReceiptsView);
    }

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
