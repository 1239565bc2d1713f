using System.Diagnostics;
using Breakwater.Calling;
using Breakwater.Configuration;
using Breakwater.Delivering;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Settling;
using Breakwater.Sharing;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>The outward half of the journey in one column: begin, send, judge, decide, hand over to be settled.</summary>
/// <param name="settler">Where attempts and new states are committed.</param>
/// <param name="watch">Keeps what waits in step with the clock.</param>
/// <param name="tenure">Whether this node may begin an attempt, and under which epoch.</param>
/// <param name="transformOf">What changes an event on its way to a destination, in the configuration in force; null for nothing.</param>
/// <param name="abandon">Takes back a delivery that it may not attempt.</param>
/// <param name="fallbacks">What takes a destination's place.</param>
/// <param name="calls">What the settlement of a call has beside that of an event.</param>
/// <param name="telemetry">Where spans begin.</param>
/// <param name="clock">The clock.</param>
/// <param name="chance">Where jitter comes from.</param>
/// <param name="node">The name of this node.</param>
/// <param name="cutOff">Ends attempts under way: the grace of a stop is over.</param>
internal sealed class Attempting(
    Settler settler,
    ClockWatch watch,
    Tenure tenure,
    Func<Event, string, ITransform?> transformOf,
    Action<Delivery> abandon,
    Fallbacks fallbacks,
    CallEnds calls,
    Telemetry telemetry,
    TimeProvider clock,
    Random chance,
    string node,
    CancellationToken cutOff)
{
    /// <summary>Makes one attempt of a delivery whose turn it is.</summary>
    /// <returns>What it told about the destination as a whole.</returns>
    public async Task<Echo> DeliverAsync(DueDelivery due, Sender sender)
    {
        if (!tenure.TryBegin(due.Delivery.Shard, out var epoch))
        {
            abandon(due.Delivery);
            return default;
        }

        var number = due.Delivery.Attempts + 1;
        var start = new AttemptStart(due.Delivery.Id, number, clock.GetUtcNow()) { Node = node, Epoch = epoch };
        settler.Begin(start);
        var errand = Errands.Of(due.Delivery, sender.Destination);
        var noted = errand != Errand.Send || sender.Destination.OnAmbiguous == OnAmbiguous.Retry || await NoteAsync(start, due.Delivery.Shard);
        var sent = noted ? await SendAsync(errand, due, number, sender) : Unsent(TransportStage.NotSent, "nothing was sent: the store could not note that it begins");
        await watch.SteadyAsync();
        var now = clock.GetUtcNow();
        var (judgement, after) = Judge(errand, due, number, sent, sender.Destination, now);
        var next = after.Next;
        var settlement = new Settlement
        {
            Attempt = AttemptOf(due, number, sent, judgement, next),
            State = next.State,
            NextAttemptAt = next.At,
            At = now,
            Epoch = epoch,
            Ordered = due.Delivery.Turn is not null,
            Ambiguity = after.Ambiguity,
            Uncounted = after.Uncounted,
        };
        (settlement, var instead) = await fallbacks.CompleteAsync(settlement, due, sender.Destination, next.HoldUntil, errand);
        settlement = calls.Complete(settlement, due, sent.Answer.Cut, instead);
        await calls.EnterAsync(settlement);
        await settler.SettleAsync(new Settled(due, settlement));
        return new Echo(Echo.KindOf(sent.Answer, sent.Duration, sender.Destination), sent.Duration, now, next.HoldUntil);
    }

    /// <summary>The store knows that it begins, and its shard is this node's still: a slow store may have taken longer than a lease.</summary>
    private async Task<bool> NoteAsync(AttemptStart start, int shard) =>
        await settler.NoteAsync(start) && tenure.IsValid && tenure.Share is var share && share.Shards.Contains(shard) && share.EpochOf(shard) == start.Epoch;

    /// <summary>What the attempt came to, and what follows.</summary>
    private (Judgement Judgement, Aftermath After) Judge(
        Errand errand, DueDelivery due, int number, in Sent sent, DestinationSettings destination, DateTimeOffset now)
    {
        var run = PolicyRun.Of(due.Delivery, number);
        var exchange = AsExchange(sent.Answer);
        if (errand == Errand.Check)
        {
            var (finding, said) = CheckReading.Read(exchange, sent.Answer.Body, destination.Check!.Found);
            return (said, Aftermath.OfCheck(finding, destination.Retry, run, said, sent.Answer.Headers, now, chance));
        }

        var judgement = errand == Errand.Hold ? new Judgement(Outcome.Ambiguous, null, sent.Answer.Error, "a person decides")
            : sent.Changed?.Fault is { } fault ? Classification.JudgeTransform(fault.Text, fault.MayPass)
            : CallEvent.IsCall(due.Event) ? CallClassification.Judge(exchange, destination.Permanent, due.Delivery)
            : Classification.Judge(exchange, destination.Permanent);
        return (judgement, Aftermath.Of(errand, destination, run, judgement, sent.Answer.Headers, now, chance));
    }

    private async Task<Sent> SendAsync(Errand errand, DueDelivery due, int number, Sender sender)
    {
        if (errand == Errand.Hold)
        {
            return Unsent(TransportStage.Refused, "nothing was sent: an attempt before may have taken effect");
        }

        var startedAt = clock.GetUtcNow();
        var began = clock.GetTimestamp();
        using var activity = telemetry.StartAttempt(due.Event, due.Delivery.Id, sender.Destination, number, startedAt);
        try
        {
            if (errand == Errand.Check)
            {
                return await sender.CheckAsync(due, number, activity?.Id, cutOff);
            }

            var transform = transformOf(due.Event, sender.Destination.Name);
            var changed = transform is null ? null : await transform.ApplyAsync(due.Event);
            var sent = changed?.Fault is { } fault
                ? new Sent(startedAt, clock.GetElapsedTime(began), [], new TransportAnswer { Stage = TransportStage.Refused, Error = fault.Text }) { Changed = changed }
                : await sender.SendAsync(due, number, activity?.Id, changed, cutOff);
            Telemetry.Answered(activity, sent.Answer.Stage == TransportStage.Answered ? sent.Answer.Status : null, sent.Answer.Error);
            return sent;
        }
        catch (Exception bug)
        {
            // A bug in sending counts as an attempt, so that it is seen, spaced out and given up like any other failure.
            var answer = new TransportAnswer { Stage = TransportStage.Sent, Error = $"a fault of Breakwater itself: {bug.GetType().Name}: {bug.Message}" };
            return new Sent(startedAt, clock.GetElapsedTime(began), [], answer);
        }
    }

    private Sent Unsent(TransportStage stage, string why) => new(clock.GetUtcNow(), TimeSpan.Zero, [], new TransportAnswer { Stage = stage, Error = why });

    private Attempt AttemptOf(DueDelivery due, int number, in Sent sent, in Judgement judgement, in NextStep next) => new()
    {
        DeliveryId = due.Delivery.Id,
        Number = number,
        StartedAt = sent.StartedAt,
        Duration = sent.Duration,
        Node = node,
        Outcome = judgement.Outcome,
        Status = judgement.Status,
        Error = judgement.Error,
        RequestHeaders = sent.Headers,
        RequestBody = sent.Changed is { } changed ? changed.Body[..Math.Min(changed.Body.Length, Limits.SentBytesKept)] : default,
        ResponseHeaders = sent.Answer.Headers,
        ResponseBody = sent.Answer.Body,
        Decision = sent.Answer is { Stage: TransportStage.Answered, Error: { } broken } ? $"{next.Decision}; {broken}" : next.Decision,
    };

    private static Exchange AsExchange(TransportAnswer answer) => new(
        answer.Stage switch
        {
            TransportStage.Answered => Reached.Answer,
            TransportStage.NotSent => Reached.Nothing,
            TransportStage.Sent => Reached.Silence,
            TransportStage.Refused => Reached.Refusal,
            _ => throw new UnreachableException(),
        },
        answer.Status,
        answer.Headers,
        answer.Error);
}
