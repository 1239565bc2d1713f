using Breakwater.Calling;
using Breakwater.Model;
using Breakwater.Observing;
using Breakwater.Settling;
using Breakwater.Storage;
using Microsoft.Extensions.Logging;

namespace Breakwater.Running;

/// <summary>What happens in one stage of the journey, and what it means to the others.</summary>
internal sealed partial class Reactions(Composition composition, ILogger logger)
{
    private readonly ILogger logger = logger;

    /// <summary>The destination of which a worker ended by a bug; null while all is well.</summary>
    public string? BrokenLine { get; private set; }

    /// <summary>False while attempts cannot be settled, and so are not made.</summary>
    public bool Settling { get; private set; } = true;

    /// <summary>What is recorded goes to the lines of this node, and other nodes are told of what goes in order and is theirs.</summary>
    public void Offer(Storage.Recording recorded)
    {
        composition.Dispatcher.Offer(recorded);
        if (composition.Members is not { } members)
        {
            return;
        }

        var mine = composition.Tenure.Share.Shards;
        foreach (var delivery in recorded.Deliveries)
        {
            if (delivery.Turn is not null && !mine.Contains(delivery.Shard) && Ordering.MayBeSent(delivery))
            {
                members.Tell(delivery.Destination);
            }
        }
    }

    public void Expect(string destination, DateTimeOffset due) => composition.Dispatcher.Find(destination)?.Expect(due);

    public void ExpectEverywhere(string destination, DateTimeOffset due)
    {
        Expect(destination, due);
        composition.Members?.Tell(destination);
    }

    /// <summary>What entities applied was recorded by this commit or long ago, so it is fetched from the store.</summary>
    public void ExpectMade(IReadOnlyList<Delivery> made)
    {
        foreach (var delivery in made)
        {
            ExpectEverywhere(delivery.Destination, delivery.Since);
        }
    }

    /// <summary>What follows from settlements: first what holds for all, then what calls have beside it.</summary>
    public SettlerSignals Signals(SettleNotes notes, CallEnds calls) => new(
        (group, passed) =>
        {
            notes.Committed(group, passed);
            calls.Leave(group.Select(settled => settled.Settlement));
            StandInsDue(group);
            KeysHeld(group);
            CallsEnded(group);
        },
        group =>
        {
            notes.Refused(group);
            calls.Leave(group.Select(settled => settled.Settlement));
        },
        SettlingFails,
        SettlingWorks);

    public bool Release(Settled settled)
    {
        var delivery = settled.Due.Delivery;
        var counts = composition.Dispatcher.Find(delivery.Destination)?.Release(delivery.Id, settled.Settlement.NextAttemptAt) ?? true;
        composition.Tenure.End(delivery.Shard);
        return counts;
    }

    /// <summary>A delivery was given up: a person should know.</summary>
    public void Died(DueDelivery due, Settlement settlement) => composition.Alerts.Died(due, settlement);

    /// <summary>It is not this node's to send, or not now: it is fetched again by whoever may.</summary>
    public void Abandon(Delivery delivery) => composition.Dispatcher.Find(delivery.Destination)?.Release(delivery.Id, again: null);

    public void FetchFailed(Exception failure) => LogFetchFails(failure is StoreUnavailableException ? failure.Message : failure.ToString());

    public void WorkerBroke(string destination, Exception bug)
    {
        BrokenLine = destination;
        LogWorkerBroke(bug, destination);
    }

    /// <summary>What stands in was committed with them, and is looked for in the store.</summary>
    private void StandInsDue(IReadOnlyList<Settled> group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            if (group[i].Settlement is { StandIn: { } standIn } settlement)
            {
                ExpectEverywhere(standIn.Destination, settlement.At);
            }
        }
    }

    /// <summary>A dead letter or a doubt holds its key: a person should know.</summary>
    private void KeysHeld(IReadOnlyList<Settled> group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            var (due, settlement) = group[i];
            if (due.Delivery.Turn is { } turn
                && (settlement is { State: DeliveryState.Dead } ? turn.OnDead == OnDead.Hold : settlement.Ambiguity == Ambiguity.Held))
            {
                composition.Alerts.Held(due, settlement);
            }
        }
    }

    /// <summary>Wakes who waits for a call, and has the event that tells of its end looked for in the store, where it is committed.</summary>
    private void CallsEnded(IReadOnlyList<Settled> group)
    {
        foreach (var (due, settlement) in group)
        {
            if ((settlement.State != DeliveryState.Waiting || settlement.Fallback is not null) && CallEvent.IsCall(due.Event))
            {
                composition.Calls.Ended(due.Event.Id);
                foreach (var reply in settlement.Reply?.Deliveries ?? [])
                {
                    Expect(reply.Destination, settlement.At);
                }
            }
        }
    }

    private void SettlingFails(Exception failure)
    {
        Settling = false;
        composition.Dispatcher.Pause();
        LogSettlingFails(failure is StoreUnavailableException ? failure.Message : failure.ToString());
    }

    private void SettlingWorks()
    {
        Settling = true;
        composition.Dispatcher.Resume();
        LogSettlingWorks();
    }

    [LoggerMessage(LogEvents.SettlingFails, LogLevel.Error, "attempts cannot be settled, so none are made: {Reason}")]
    private partial void LogSettlingFails(string reason);

    [LoggerMessage(LogEvents.SettlingWorksAgain, LogLevel.Information, "attempts are settled again, and sending goes on")]
    private partial void LogSettlingWorks();

    [LoggerMessage(LogEvents.FetchingFails, LogLevel.Warning, "what is due cannot be fetched, tried again: {Reason}")]
    private partial void LogFetchFails(string reason);

    [LoggerMessage(LogEvents.SendingBroke, LogLevel.Critical, "a worker of {Destination} broke; its delivery goes on after a restart: this is a bug")]
    private partial void LogWorkerBroke(Exception bug, string destination);
}
