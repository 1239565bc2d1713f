using Breakwater.Model;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Judging;

/// <summary>P4: when the weather has been good for longer than any wait, every delivery has ended, and rightly so.</summary>
internal sealed class NoLimbo(Truth truth, Loop loop) : IPromise
{
    private readonly HashSet<DeliveryId> taken = [];

    /// <summary>Revived while an attempt may be under way, which was begun by the policy as it stood.</summary>
    private readonly HashSet<DeliveryId> revived = [];

    /// <inheritdoc />
    public void Hear(Fact fact)
    {
        switch (fact)
        {
            case Fact.Ended { Request: { Status: >= 200 and <= 299 } request }:
                // To a send, or to a check that found it: a destination that is well says the truth.
                taken.Add(request.Delivery);
                break;
            case Fact.Begun { Request: var begun }:
                revived.Remove(begun.Delivery);
                break;
            case Fact.Revived now:
                revived.Add(now.Delivery);
                break;
            case Fact.Settled { Delivery: { State: DeliveryState.Delivered } delivery } when !taken.Contains(delivery.Id):
                Truth.Break("P4", truth.NameOf(delivery.Id), $"{delivery.Id} to {delivery.Destination} is delivered, and the destination never said so");
                break;
            case Fact.Settled { Delivery: { State: DeliveryState.Dead } delivery, Settlement: var settlement }:
                JudgeDead(delivery, settlement);
                break;
        }
    }

    /// <inheritdoc />
    public void End()
    {
        foreach (var row in truth.Rows.Deliveries.Values.Where(row => row.Stored.State == DeliveryState.Waiting))
        {
            if (!truth.WaitsForPeople(row))
            {
                var delivery = row.Stored;
                Truth.Break("P4", truth.NameOf(delivery.Id), $"{delivery.Id} to {delivery.Destination} still waits after {TimeSpan.FromTicks(loop.Now)}, due at {delivery.NextAttemptAt:O} after {delivery.Attempts} attempts");
            }
        }
    }

    /// <summary>Given up: because the destination said never, or because its policy is used up.</summary>
    private void JudgeDead(Delivery delivery, Storage.Settlement settlement)
    {
        var target = truth.Destination(delivery.Destination);
        if (settlement.Attempt.Outcome == Outcome.Permanent || target is null || revived.Contains(delivery.Id))
        {
            return;
        }

        var used = settlement.Attempt.Number - delivery.AttemptsBefore + (settlement.Uncounted ? 1 : 0);
        var most = target.Retry.Schedule is { } schedule ? schedule.Count + 1 : target.Retry.MaxAttempts;
        var longest = settlement.At - delivery.Since + Settling.Backoff.Most(target.Retry) + Settling.Backoff.Bound(target.Retry, 1);
        if (used < most && longest < target.Retry.GiveUpAfter)
        {
            Truth.Break("P4", truth.NameOf(delivery.Id), $"{delivery.Id} to {delivery.Destination} is dead after {used} of {most} attempts");
        }
    }
}
