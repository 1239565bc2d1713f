using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/calls</c>: make a call, look how it stands, give it up.</summary>
internal sealed class Calls(Engine engine, Bodies bodies, ShortIds ids, CallPatience patience)
{
    private const int EnvelopeBytes = 64 * 1024;

    public async Task<Results<CallAnswered, Problem>> PostAsync(HttpRequest request, CancellationToken cancellation)
    {
        var (call, problem) = await ReadAsync(request);
        if (call is null)
        {
            return problem!;
        }

        // The caller's patience does not matter from here on: what came whole is recorded.
        return await engine.PlaceCallAsync(call, CancellationToken.None) switch
        {
            Reception.Recorded { Receipt: var receipt } => await AnswerAsync(request, receipt, cancellation),
            Reception.Refused refused => Problems.Of(refused),
            Reception.Unavailable unavailable => Problems.Of(unavailable),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public async Task<Results<Answer<CallView>, Problem>> GetAsync(string id, HttpRequest request, CancellationToken cancellation)
    {
        var found = await ids.CallAsync(id, cancellation);
        if (found.Problem is not null)
        {
            return found.Problem;
        }

        var preference = Preference.Read(request.Headers["Prefer"]);
        if (await patience.WaitAsync(found.Id, preference.Wait ?? TimeSpan.Zero, cancellation) is not { } call)
        {
            return Problems.Absent("call", ShortIds.Shown(id));
        }

        preference.Tell(request.HttpContext.Response.Headers);
        return new Answer<CallView>(CallView.Of(call, engine), ApiJson.Default.CallView);
    }

    public async Task<Results<Answer<CallView>, Problem>> CancelAsync(string id, HttpContext context, CancellationToken cancellation)
    {
        var found = await ids.CallAsync(id, cancellation);
        if (found.Problem is not null)
        {
            return found.Problem;
        }

        AuditNote.Say(context, found.Id.ToString());

        var result = await engine.CancelCallAsync(found.Id, cancellation);
        return result.Refusal is { } refusal ? Problems.Conflict(refusal.Replace("The delivery", "The call", StringComparison.Ordinal))
            : result.Delivery is not null && await engine.FindCallAsync(found.Id, cancellation) is { } call
                ? new Answer<CallView>(CallView.Of(call, engine), ApiJson.Default.CallView)
                : Problems.Absent("call", ShortIds.Shown(id));
    }

    private async Task<(CallRequest? Call, Problem? Problem)> ReadAsync(HttpRequest request)
    {
        if (!Bodies.IsJson(request.ContentType))
        {
            return (null, Problems.ContentType("application/json"));
        }

        if (!IdempotencyKey.TryRead(request.Headers[IdempotencyKey.Header], out var key))
        {
            return (null, Problems.Invalid(IdempotencyKey.Form));
        }

        // As base64 a body is longer by a third.
        var (bytes, unread) = await bodies.BytesAsync(request, (Limits.CallBody / 2 * 3) + EnvelopeBytes);
        if (unread is not null)
        {
            return (null, unread);
        }

        var (call, fault) = CallReading.Read(bytes);
        if (call is null)
        {
            return (null, Problems.Invalid(fault!));
        }

        if (key is not null && call.IdempotencyKey is { } own && own != key)
        {
            return (null, Problems.Invalid("idempotencyKey and the header Idempotency-Key name two different keys: one is enough"));
        }

        var trace = request.Headers.TraceParent is [{ } parent] ? parent : null;
        return (call with { IdempotencyKey = call.IdempotencyKey ?? key, TraceParent = trace }, null);
    }

    private async Task<CallAnswered> AnswerAsync(HttpRequest request, Receipt receipt, CancellationToken cancellation)
    {
        var id = new CallId(receipt.Id.Value);
        var preference = Preference.Read(request.Headers["Prefer"]);
        var call = await patience.WaitAsync(id, preference.Wait ?? TimeSpan.Zero, cancellation)
            ?? throw new InvalidOperationException("a call that was just recorded is not there");
        preference.Tell(request.HttpContext.Response.Headers);
        var ended = preference.Wait > TimeSpan.Zero && call.Delivery.State != DeliveryState.Waiting;
        return new CallAnswered(CallView.Of(call, engine, receipt.Duplicate), ended, $"{request.PathBase}{request.Path.Value!.TrimEnd('/')}/{id}");
    }
}
