using Breakwater.Calling;
using Breakwater.Configuration;
using Breakwater.Judging;
using Breakwater.Model;
using Breakwater.Routing;
using Breakwater.Settling;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>
/// What takes a destination's place when a delivery to it is given up: the next fallback of its list, decided with the settlement and committed
/// with it. A delivery that stands in for another goes on in the list of that one first, and then in its own destination's.
/// </summary>
/// <param name="inForce">The configuration in force.</param>
/// <param name="store">Has the last good answers.</param>
/// <param name="ids">Where ids come from.</param>
/// <param name="chance">Where jitter comes from.</param>
internal sealed class Fallbacks(Func<InForce> inForce, IStore store, IdSource ids, Random chance)
{
    /// <summary>The settlement with what takes the destination's place, and the answer that a call gets by that.</summary>
    /// <param name="settlement">What the attempt came to.</param>
    /// <param name="due">The delivery and its event.</param>
    /// <param name="destination">Its destination, under the configuration of the attempt.</param>
    /// <param name="held">Until when the destination asked to be left alone, or null.</param>
    /// <param name="errand">What the attempt was about: the answer to a check is none to the call.</param>
    public async Task<(Settlement Settlement, CallAnswer? Answer)> CompleteAsync(
        Settlement settlement, DueDelivery due, DestinationSettings destination, DateTimeOffset? held, Errand errand)
    {
        var call = CallEvent.Read(due.Event);
        if (settlement.State == DeliveryState.Delivered && call is not null && errand == Errand.Send
            && destination.Fallback.Any(fallback => fallback.LastGood is not null))
        {
            return (settlement with { GoodAnswer = RequestMark.Of(destination.Name, call) }, null);
        }

        if (settlement.State != DeliveryState.Dead)
        {
            return (settlement, null);
        }

        CallAnswer? answer = null;
        if (due.Delivery.Fallback is null && await NextAsync(due, call, destination, settlement.At) is { } taken)
        {
            (settlement, answer) = (Said(settlement with { Fallback = taken.Fallback, StandIn = taken.StandIn }, Words(taken.Fallback)), taken.Answer);
        }

        return (KeptTrying(settlement, due, destination, held), answer);
    }

    private async Task<Taken?> NextAsync(DueDelivery due, CallRequest? call, DestinationSettings destination, DateTimeOffset now)
    {
        foreach (var (step, fallback) in Steps(due.Delivery, destination))
        {
            var taken = fallback switch
            {
                { Destination: { } name } => ToDestination(due, name, step, now),
                { LastGood: { } most } when call is not null => await LastGoodAsync(RequestMark.Of(step.Destination, call), most, now),
                { Answer: { } fixedAnswer } when call is not null =>
                    new Taken(new Fallback { Kind = FallbackKind.Answer, At = now, Answer = fixedAnswer }, null, fixedAnswer),
                _ => null,
            };
            if (taken is not null)
            {
                return taken;
            }
        }

        return null;
    }

    /// <summary>What is left of the list that this delivery came from, and then its destination's own.</summary>
    private IEnumerable<(StandIn Step, FallbackSettings Fallback)> Steps(Delivery delivery, DestinationSettings destination)
    {
        if (delivery.InsteadOf is { } before && inForce().Settings.Destinations.TryGetValue(before.Destination, out var first))
        {
            for (var step = before.Step + 1; step < first.Fallback.Count; step++)
            {
                yield return (before with { Step = step }, first.Fallback[step]);
            }
        }

        for (var step = 0; step < destination.Fallback.Count; step++)
        {
            yield return (new StandIn(delivery.Id, destination.Name, step), destination.Fallback[step]);
        }
    }

    private Taken? ToDestination(DueDelivery due, string name, StandIn step, DateTimeOffset now)
    {
        if (inForce().Settings.Destinations.GetValueOrDefault(name) is not { Retired: false })
        {
            return null;
        }

        var turn = TurnAt(name, due);
        var key = turn is null ? null : KeyOf(due.Event, turn);
        var standIn = new Delivery
        {
            Id = new DeliveryId(ids.Next()),
            EventId = due.Event.Id,
            Destination = name,
            NextAttemptAt = now,
            Since = now,
            Shard = key is null ? due.Delivery.Shard : Shards.Of(name, key),
            Turn = key is null ? null : turn,
            Replay = due.Delivery.Replay,
            InsteadOf = step,
        };
        return new Taken(new Fallback { Kind = FallbackKind.Destination, At = now, Destination = name, Delivery = standIn.Id }, standIn, null);
    }

    /// <summary>The order of the one that it stands in for, or that in which any route leads there: the stricter, for old news must not win on this way either.</summary>
    private Turn? TurnAt(string name, DueDelivery due)
    {
        var stop = inForce().Settings.Routes.Where(route => route.To.Contains(name))
            .Aggregate(new Stop(name), (one, route) => one.Stricter(new Stop(name, route.Order, route.OnDead)));
        return due.Delivery.Turn is not { } own ? Turn.Of(due.Event, stop.Order, stop.OnDead)
            : own with { Place = null, Order = stop.Order == DeliveryOrder.Key ? DeliveryOrder.Key : own.Order };
    }

    /// <summary>What the line of a turn was made of: the event's key, or that of an entity. Null where the configuration knows it no more.</summary>
    private string? KeyOf(Event evt, Turn turn) => evt.Key is { } key && Turn.LineOf(key) == turn.Line
        ? key
        : inForce().Entities.Of(evt).Where(said => said.Key is not null).Select(said => EntityDelivery.KeyOf(said.Rules.Type, said.Key!)).FirstOrDefault(key => Turn.LineOf(key) == turn.Line);

    private async Task<Taken?> LastGoodAsync(Guid request, TimeSpan most, DateTimeOffset now)
    {
        try
        {
            return await store.Deliveries.LastGoodAsync(request, CancellationToken.None) is { } good && good.At >= now - most
                && await store.Search.DeliveryAsync(good.Delivery, CancellationToken.None) is { Attempts: [.., { Status: not null } last] }
                    ? new Taken(
                        new Fallback { Kind = FallbackKind.LastGood, At = now, Delivery = good.Delivery, AnsweredAt = good.At },
                        null,
                        CallEvent.AnswerOf(last))
                    : null;
        }
        catch (StoreUnavailableException)
        {
            // What can't be looked up now is not there; the next fallback counts.
            return null;
        }
    }

    /// <summary>What is still tried although a fallback took its place. A refusal for good is one.</summary>
    private Settlement KeptTrying(Settlement settlement, DueDelivery due, DestinationSettings destination, DateTimeOffset? held)
    {
        if (!destination.KeepTrying || (settlement.Fallback ?? due.Delivery.Fallback) is null || settlement.Attempt.Outcome == Outcome.Permanent)
        {
            return settlement;
        }

        var run = PolicyRun.Of(due.Delivery, settlement.Attempt.Number);
        var at = settlement.At + Backoff.After(destination.Retry, run.Attempt, chance);
        at = held > at ? held.Value : at;
        return Said(
            settlement with { State = DeliveryState.Waiting, NextAttemptAt = at },
            $"still tried, again in {Settling.Words.Of(at - settlement.At)} (keepTrying)");
    }

    private static Settlement Said(Settlement settlement, string more) =>
        settlement with { Attempt = settlement.Attempt with { Decision = $"{settlement.Attempt.Decision}; {more}" } };

    private static string Words(Fallback fallback) => fallback.Kind switch
    {
        FallbackKind.Destination => $"{fallback.Destination} takes its place ({fallback.Delivery})",
        FallbackKind.LastGood => $"the last good answer takes its place, of {fallback.AnsweredAt?.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}",
        _ => "the configured answer takes its place",
    };

    /// <summary>What was taken, the delivery that it is, and the answer that it is.</summary>
    private sealed record Taken(Fallback Fallback, Delivery? StandIn, CallAnswer? Answer);
}
