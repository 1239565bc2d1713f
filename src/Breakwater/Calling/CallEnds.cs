using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Routing;
using Breakwater.Storage;
using Breakwater.Waiting;

namespace Breakwater.Calling;

/// <summary>
/// What is special about the settlement of a call: how much of the answer stays, how many large ones may wait for their commit, and the
/// event that tells of its end.
/// </summary>
/// <param name="ids">Where ids come from.</param>
internal sealed class CallEnds(IdSource ids)
{
    private readonly Turns room = new(Limits.LargeAnswersWaiting);

    /// <summary>Waits for room among the large answers that wait for their commit; a settlement without one goes through.</summary>
    public Task EnterAsync(Settlement settlement) => IsLarge(settlement) ? room.TakeAsync(CancellationToken.None) : Task.CompletedTask;

    /// <summary>These are committed, or refused: they are in memory no more.</summary>
    public void Leave(IEnumerable<Settlement> settlements)
    {
        for (var large = settlements.Count(IsLarge); large > 0; large--)
        {
            room.Return();
        }
    }

    /// <summary>The settlement with what a call adds to it; that of an ordinary delivery as it is.</summary>
    /// <param name="settlement">The settlement.</param>
    /// <param name="due">The delivery and its event.</param>
    /// <param name="cut">True when the answer went on beyond what was read.</param>
    /// <param name="instead">The answer that took the platform's place, where one did.</param>
    public Settlement Complete(Settlement settlement, DueDelivery due, bool cut, CallAnswer? instead = null)
    {
        if (CallEvent.Read(due.Event) is not { } call)
        {
            return settlement;
        }

        // Only the last answer is the call's; of those before it the start is enough, as it is for events.
        var attempt = settlement.Attempt;
        var body = attempt.ResponseBody;
        if (settlement.State == DeliveryState.Waiting && body.Length > Limits.AnswerBytesKept)
        {
            (body, cut) = (body[..Limits.AnswerBytesKept].ToArray(), true);
        }

        attempt = attempt with { ResponseBody = body, ResponseHeaders = [.. HeadersOf(attempt, body.Length, cut)] };
        settlement = settlement with { Attempt = attempt };
        // Where another destination takes its place, the call has not ended.
        return settlement is { State: not DeliveryState.Waiting, StandIn: null } && call.Reply is { } reply
            ? settlement with { Reply = ReplyOf(settlement, due, reply, instead) }
            : settlement;
    }

    private static bool IsLarge(Settlement settlement) => settlement.Attempt.ResponseBody.Length > Limits.AnswerBytesKept;

    /// <summary>A platform that uses our name for itself doesn't get to say that an answer is cut.</summary>
    private static IEnumerable<Header> HeadersOf(Attempt attempt, int kept, bool cut)
    {
        var own = attempt.ResponseHeaders.Where(header => !header.Name.Equals(CallEvent.CutHeader, StringComparison.OrdinalIgnoreCase));
        return cut ? own.Append(new Header(CallEvent.CutHeader, $"{kept}")) : own;
    }

    private Storage.Recording ReplyOf(Settlement settlement, DueDelivery due, string reply, CallAnswer? instead)
    {
        var attempt = settlement.Attempt;
        var delivery = due.Delivery with
        {
            State = settlement.State,
            Attempts = attempt.Number,
            NextAttemptAt = null,
            LastStatus = attempt.Status,
            LastError = attempt.Error,
            SettledAt = settlement.At,
            Fallback = settlement.Fallback ?? due.Delivery.Fallback,
        };
        var id = new EventId(ids.Next());
        var evt = new Event
        {
            Id = id,
            Source = CallEvent.Source,
            Type = settlement.State == DeliveryState.Delivered ? CallEvent.Completed : CallEvent.Failed,

            // A call that is tried again by hand may end again: each end is told once.
            IdempotencyId = due.Delivery.InsteadOf is null
                ? $"{CallEvent.IdOf(due.Event)}/{attempt.Number}"
                : $"{CallEvent.IdOf(due.Event)}/{due.Delivery.Id}/{attempt.Number}",
            Key = due.Event.Key,
            OccurredAt = settlement.At,
            ReceivedAt = settlement.At,
            Headers = [new Header("Content-Type", "application/json")],
            Body = CallJson.Of(CallEvent.View(due.Event, delivery, attempt, instead)!),
            TraceParent = due.Event.TraceParent,
        };
        return new Storage.Recording(evt, new Plan([new Stop(reply)]).Deliveries(evt, ids, settlement.At, due.Delivery.Shard));
    }
}
