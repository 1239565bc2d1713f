using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Breakwater.AspNetCore.Api;

/// <summary>
/// <c>ANY /out/{destination}/{path}</c>: an application changes nothing but its base URL, and its requests become durable calls. It waits,
/// and gets the platform's own answer; where that takes too long, 202 and the place where the answer will be.
/// </summary>
internal sealed class Proxy(Engine engine, Bodies bodies, CallPatience patience)
{
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(HttpContext context)
    {
        var name = (string)context.GetRouteValue("destination")!;
        var (call, problem) = await ReadAsync(context, name);
        if (call is null)
        {
            await problem!.ExecuteAsync(context);
            return;
        }

        switch (await engine.PlaceCallAsync(call, CancellationToken.None))
        {
            case Reception.Recorded { Receipt: var receipt }:
                await AnswerAsync(context, receipt);
                break;
            case Reception.Refused refused:
                await Problems.Of(refused).ExecuteAsync(context);
                break;
            case Reception.Unavailable unavailable:
                await Problems.Of(unavailable).ExecuteAsync(context);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<(CallRequest? Call, Problem? Problem)> ReadAsync(HttpContext context, string name)
    {
        var request = context.Request;
        if (!engine.Settings.Destinations.TryGetValue(name, out var destination))
        {
            return (null, Problems.DestinationUnknown);
        }

        if (ProxyTarget.Read(context, name) is not { } path)
        {
            return (null, Problems.PathRefused);
        }

        // The platform's own name for the key is understood, too: an SDK of the platform goes on using it.
        var lines = request.Headers[IdempotencyKey.Header];
        lines = lines.Count > 0 ? lines : request.Headers[destination.IdempotencyHeader];
        if (!IdempotencyKey.TryRead(lines, out var key))
        {
            return (null, Problems.Invalid(IdempotencyKey.Form));
        }

        var (body, unread) = await bodies.BytesAsync(request, Limits.CallBody);
        return unread is not null ? (null, unread) : (new CallRequest
        {
            Destination = name,
            Method = request.Method,
            Path = path,
            Headers = HeadersOf(request.Headers),
            Body = body,
            IdempotencyKey = key,
            IdempotencyField = key is not null && lines[0]!.Trim() is { } field && field != key ? field : null,
            TraceParent = request.Headers.TraceParent is [{ } parent] ? parent : null,
        }, null);
    }

    private async Task AnswerAsync(HttpContext context, Receipt receipt)
    {
        var id = new CallId(receipt.Id.Value);
        var preference = Preference.Read(context.Request.Headers["Prefer"]);
        var response = context.Response;
        var before = context.Request.Path.Value!.IndexOf("/out/", StringComparison.Ordinal);
        response.Headers["breakwater-call"] = id.ToString();
        response.Headers["breakwater-duplicate"] = receipt.Duplicate ? "true" : "false";

        // A request that is known is not waited for again: who sent it first still does (the draft of Idempotency-Key asks for 409).
        var wait = receipt.Duplicate ? TimeSpan.Zero : preference.Wait ?? Limits.CallWaitDefault;
        var call = await patience.WaitAsync(id, wait, context.RequestAborted) ?? throw new InvalidOperationException("a call that was just recorded is not there");
        if (call.Delivery.State != DeliveryState.Waiting || call.Answer is not null)
        {
            preference.Tell(response.Headers);
            await ProxyAnswer.WriteAsync(context, call);
            return;
        }

        response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path.Value![..Math.Max(0, before)]}/v1/calls/{id}";
        if (receipt.Duplicate)
        {
            await Problems.StillRunning.ExecuteAsync(context);
            return;
        }

        preference.Tell(response.Headers);
        response.Headers.RetryAfter = $"{(int)ComeAgain.TotalSeconds}";
        await new TakenOn<CallView>(CallView.Of(call, engine, receipt.Duplicate), ApiJson.Default.CallView).ExecuteAsync(context);
    }

    private static List<Header> HeadersOf(IHeaderDictionary headers)
    {
        var lines = new List<Header>(headers.Count);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                lines.Add(new Header(name, value ?? ""));
            }
        }

        return lines;
    }
}
