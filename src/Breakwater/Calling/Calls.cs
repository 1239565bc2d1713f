using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Routing;

namespace Breakwater.Calling;

/// <summary>
/// Takes calls, and tells how they stand. A call is an event of the built-in source <c>calls</c> with one delivery: it is recorded in one
/// commit, sent by the same line, retried, settled and recovered like any other.
/// </summary>
internal sealed class Calls(CallParts parts)
{
    /// <summary>How often a call is looked at that another node may be working on.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly CallWaits waits = new(parts.Clock);

    /// <summary>Records a call; answered after the commit. The same idempotency key with the same request is the call that is known.</summary>
    public async ValueTask<Reception> PlaceAsync(CallRequest call, CancellationToken cancellation)
    {
        if (CallChecks.Fault(call, parts.Settings()) is { } refusal)
        {
            return refusal;
        }

        var id = new CallId(parts.Ids.Next());
        var now = parts.Clock.GetUtcNow();
        var kept = call with { Headers = CallChecks.KeptOf(call.Headers, parts.Settings().Destinations[call.Destination]) };
        var evt = CallEvent.Of(kept, id, now, TraceContext.Continue(call.TraceParent, parts.Chance));

        // Calls of one key go one at a time. A call that failed has its answer: it holds nothing.
        var stop = new Stop(call.Destination, call.Key is null ? DeliveryOrder.None : DeliveryOrder.Key, OnDead.Skip);
        var deliveries = new Plan([stop]).Deliveries(evt, parts.Ids, now, parts.Shard());
        var result = await parts.Record(new Storage.Recording(evt, deliveries), cancellation);
        if (result.Fault is { } fault)
        {
            return new Reception.Unavailable(fault, result.RetryAfter);
        }

        return result.Receipt.Duplicate && await FindAsync(new CallId(result.Receipt.Id.Value), cancellation) is { } first && !CallEvent.IsSame(first.Request, kept)
            ? new Reception.Refused(422, "idempotency-key-reused", "this idempotency key came before with another request: a key stands for one request")
            : new Reception.Recorded(result.Receipt, 202);
    }

    /// <summary>A call as it stands; null when there is none of this id.</summary>
    public async Task<Call?> FindAsync(CallId id, CancellationToken cancellation)
    {
        if (await parts.Store.Search.EventAsync(id.Event, cancellation) is not { Summary: { Deliveries.Count: > 0 } summary } || !CallEvent.IsCall(summary.Event))
        {
            return null;
        }

        // The delivery with its attempts, read as one: the state and the answer belong together.
        var counts = CallChain.Counting(summary.Deliveries);
        if (await parts.Store.Search.DeliveryAsync(counts.Id, cancellation) is not { Summary.Delivery: var delivery } detail)
        {
            return null;
        }

        var instead = delivery.Fallback is { } fallback ? await AnswerOfAsync(fallback, cancellation) : null;
        return CallEvent.View(summary.Event, delivery, detail.Attempts.Count > 0 ? detail.Attempts[^1] : null, instead) is { } call
            ? call with { Fallback = delivery.Fallback ?? CallChain.Before(delivery, summary.Deliveries)?.Fallback }
            : null;
    }

    private async Task<CallAnswer?> AnswerOfAsync(Fallback fallback, CancellationToken cancellation) =>
        fallback is { Kind: FallbackKind.LastGood, Delivery: { } good }
            ? await parts.Store.Search.DeliveryAsync(good, cancellation) is { Attempts: [.., { Status: not null } last] } ? CallEvent.AnswerOf(last) : null
            : fallback.Answer;

    /// <summary>A call when it has ended, or as it stands when the time is over.</summary>
    public async Task<Call?> WaitAsync(CallId id, TimeSpan most, CancellationToken cancellation)
    {
        var began = parts.Clock.GetTimestamp();
        while (true)
        {
            // Registered before it is looked at: an end between the two is heard.
            using var wait = waits.Begin(id.Event);
            var call = await FindAsync(id, cancellation);
            var left = most - parts.Clock.GetElapsedTime(began);
            if (call is not { Delivery.State: DeliveryState.Waiting, Answer: null } || left <= TimeSpan.Zero || wait is null)
            {
                return call;
            }

            await wait.EndAsync(parts.Store.Leases is not null && left > LookEvery ? LookEvery : left, cancellation);
        }
    }

    /// <summary>A call has ended on this node, or was given up.</summary>
    public void Ended(EventId evt) => waits.Ended(evt);
}
