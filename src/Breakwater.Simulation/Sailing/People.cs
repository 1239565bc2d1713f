using Breakwater.Model;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;
using Breakwater.Storage;

namespace Breakwater.Simulation.Sailing;

/// <summary>What operators do: through any node, to whatever is there.</summary>
internal sealed class People(Harbour harbour)
{
    private readonly SeededRandom chance = SeededRandom.For(harbour.Course.Seed, "people");

    public void Act(Trouble trouble)
    {
        if (chance.Pick(harbour.Machines) is not { Life: { IsUp: true } life } machine)
        {
            return;
        }

        life.Meet(trouble.Kind);
        var deliveries = harbour.Rows.Deliveries.Values.Select(row => row.Delivery).Where(delivery => delivery.State is DeliveryState.Waiting or DeliveryState.Dead).ToList();
        var events = harbour.Rows.Events.Values.Select(row => row.Event).ToList();
        switch (trouble.Kind)
        {
            case TroubleKind.Retry when deliveries.Count > 0:
                Retry(life, Any(deliveries));
                break;
            case TroubleKind.Cancel when deliveries.Count > 0:
                var gone = Any(deliveries);
                Do(life, gone, "gives up", engine => engine.CancelAsync(gone, CancellationToken.None));
                break;
            case TroubleKind.Replay when events.Count > 0:
                Replay(life, chance.Pick(events));
                break;
            case TroubleKind.BulkReplay:
                Do(life, null, "begins to replay everything", engine => engine.StartReplayAsync(new EventFilter(), null, chance.OneIn(2) ? 5 : null, CancellationToken.None));
                break;
            case TroubleKind.Reload:
                machine.Settings = harbour.Course.Last;
                Do(life, null, "reloads", engine => engine.ApplyAsync(machine.Settings, CancellationToken.None));
                break;
            case TroubleKind.Halt:
                Pause(life, trouble);
                break;
        }
    }

    /// <summary>Once in a while one that is due, which may be on its way.</summary>
    private DeliveryId Any(IReadOnlyList<Delivery> deliveries)
    {
        var due = chance.OneIn(2) ? deliveries.Where(delivery => delivery.NextAttemptAt <= harbour.StoreClock.GetUtcNow()).ToList() : [];
        return chance.Pick(due.Count > 0 ? due : deliveries).Id;
    }

    private void Pause(Life life, Trouble trouble)
    {
        harbour.Tell(new Fact.Pausing(trouble.Target));
        Do(life, null, $"pauses {trouble.Target}", async engine =>
        {
            await engine.PauseAsync(trouble.Target, CancellationToken.None);
            harbour.Tell(new Fact.Paused(trouble.Target, life.Name, [.. harbour.Machines.Select(machine => machine.Life?.Name).OfType<string>()]));
        });
        harbour.Loop.After(trouble.For, () => Resume(trouble.Target));
    }

    /// <summary>Through any node that is there; where none is, it stays paused.</summary>
    private void Resume(string destination)
    {
        if (chance.Pick(harbour.Machines).Life is { IsUp: true } life)
        {
            harbour.Tell(new Fact.Resuming(destination));
            Do(life, null, $"resumes {destination}", engine => engine.ResumeAsync(destination, CancellationToken.None));
        }
    }

    private void Retry(Life life, DeliveryId id)
    {
        // From the moment it is asked for it may be committed.
        harbour.Tell(new Fact.Revived(id));
        Do(life, id, "retries", async engine =>
        {
            await engine.RetryAsync(id, CancellationToken.None);
            harbour.Tell(new Fact.Revived(id));
        });
    }

    private void Replay(Life life, Event evt)
    {
        foreach (var destination in harbour.Truth.PlanOf(evt, reloaded: true))
        {
            harbour.Judge.Matches.Allow(evt.Id, destination);
        }

        Do(life, null, $"replays {evt.IdempotencyId}", engine => engine.ReplayAsync(evt.Id, null, CancellationToken.None));
    }

    private void Do(Life life, DeliveryId? id, string what, Func<Running.Engine, Task> act)
    {
        harbour.Say(id is { } known ? harbour.Truth.NameOf(known) : "", $"somebody at {life.Name} {what} {id}");
        life.Strand.Begin(async () =>
        {
            try
            {
                await act(life.Engine);
            }
            catch (StoreUnavailableException unavailable)
            {
                harbour.Say("", $"somebody at {life.Name} is told: {unavailable.Message}");
            }
        });
    }
}
