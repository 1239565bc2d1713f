using Breakwater.Model;
using Breakwater.Settling;
using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Sailing;

/// <summary>One run of a scenario, from the first start to the judgement.</summary>
internal sealed class Voyage : IRowsWatch
{
    private const int Glance = 1_024;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(20);

    private readonly Harbour harbour;
    private readonly Lookout lookout;
    private readonly People people;

    private Voyage(Course course, Lookout lookout)
    {
        this.lookout = lookout;
        harbour = new Harbour(course, lookout);
        people = new People(harbour);
        harbour.Rows.Watch = this;
        for (var number = 0; number < course.Nodes; number++)
        {
            harbour.Machines.Add(new Machine(harbour, number, course.Settings));
        }
    }

    /// <summary>Runs a scenario on this thread.</summary>
    /// <param name="scenario">What is to happen.</param>
    /// <param name="keepTrace">Whether the trace is kept as text.</param>
    public static Trial Run(Scenario scenario, bool keepTrace = false) =>
        new(scenario, Run(Configured.Course(scenario), new Lookout { KeepTrace = keepTrace }));

    /// <summary>Takes a course on this thread.</summary>
    /// <param name="course">What is to happen.</param>
    /// <param name="lookout">Who watches.</param>
    /// <exception cref="OperationCanceledException">The lookout ended it.</exception>
    public static VoyageResult Run(Course course, Lookout lookout)
    {
        var before = SynchronizationContext.Current;
        var voyage = new Voyage(course, lookout);
        try
        {
            return voyage.Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
            voyage.harbour.Machines.ForEach(machine => machine.Life?.Dispose());
        }
    }

    /// <inheritdoc />
    public void Recorded(Storage.Recording recording)
    {
        harbour.Say(recording.Event.IdempotencyId, $"the store has {recording.Event.IdempotencyId} as {recording.Event.Id}");
        harbour.Tell(new Fact.Recorded(recording));
    }

    /// <inheritdoc />
    public void Settled(Delivery delivery, Storage.Settlement settlement)
    {
        harbour.Say(harbour.Truth.NameOf(delivery.Id), $"the store has attempt {settlement.Attempt.Number} of {delivery.Id} by {settlement.Attempt.Node}: {delivery.State}, {settlement.Attempt.Decision}");
        harbour.Tell(new Fact.Settled(delivery, settlement));
    }

    /// <inheritdoc />
    public void Added(DeliveryRow row) => harbour.Truth.Added(row);

    /// <inheritdoc />
    public void Pruned(EventRow row)
    {
        harbour.Say(row.Event.IdempotencyId, $"the store removes {row.Event.Id}");
        harbour.Tell(new Fact.Pruned(row, harbour.StoreClock.GetUtcNow()));
        row.Deliveries.ForEach(harbour.Truth.Removed);
    }

    private VoyageResult Run()
    {
        Breach? breach = null;
        try
        {
            harbour.Machines.ForEach(machine => machine.Start());
            new Platform(harbour).Plan();
            foreach (var trouble in harbour.Course.Troubles)
            {
                harbour.Loop.After(trouble.At, () => Begin(trouble));
            }

            Sail(harbour.Course.Length);
            Calm();
            Await();
            JudgeWhole();
            harbour.Judge.End();
            NoteOrder();
        }
        catch (BreachException broken)
        {
            breach = broken.Breach;
        }
        catch (SimulationFault fault)
        {
            breach = (fault.InnerException as BreachException)?.Breach ?? new Breach("-", "", fault.InnerException?.ToString() ?? fault.Message);
        }

        return new VoyageResult(breach, harbour.Rows, harbour.Trace, harbour.Coverage, harbour.Loop.Steps, TimeSpan.FromTicks(harbour.Loop.Now));
    }

    private void Sail(TimeSpan until)
    {
        while (harbour.Loop.Go(until.Ticks))
        {
            if (harbour.Loop.Steps > harbour.Course.MostSteps)
            {
                Truth.Break("-", "", $"it does not come to rest: {harbour.Course.MostSteps} steps");
            }

            if (harbour.Loop.Steps % Glance == 0)
            {
                lookout.Cancellation.ThrowIfCancellationRequested();
                lookout.Passed?.Invoke(TimeSpan.FromTicks(harbour.Loop.Now));
            }
        }
    }

    private void Begin(Trouble trouble)
    {
        var machine = harbour.Machines[trouble.Node];
        switch (trouble.Kind)
        {
            case TroubleKind.Kill:
                machine.Doom(trouble);
                break;
            case TroubleKind.Stop when machine.Life is { IsUp: true } life:
                life.Meet(trouble.Kind);
                life.Stop(TimeSpan.FromSeconds(trouble.Amount), trouble.For);
                break;
            case TroubleKind.Pause:
                machine.Life?.Meet(trouble.Kind);
                machine.Pause(trouble.For);
                break;
            case TroubleKind.ClockJump:
                machine.Life?.Meet(trouble.Kind);
                machine.Jump(TimeSpan.FromSeconds(trouble.Amount));
                break;
            case TroubleKind.Deaf:
                harbour.Rows.Mute = true;
                harbour.Loop.After(trouble.For, () => harbour.Rows.Mute = false);
                machine.Life?.Meet(trouble.Kind);
                break;
            case >= TroubleKind.Retry:
                people.Act(trouble);
                break;
            case TroubleKind.Stop:
                break;
            default:
                harbour.Say("", $"{trouble.Kind} {trouble.Target} {trouble.Amount} for {trouble.For}");
                harbour.Begin(trouble);
                break;
        }
    }

    /// <summary>The weather is over: every machine is started, every configuration is the last one.</summary>
    private void Calm()
    {
        harbour.Calm();
        harbour.Rows.Mute = false;
        harbour.Say("", "the weather is over");
        foreach (var machine in harbour.Machines)
        {
            if (harbour.Course.Reloaded is { } reloaded && harbour.Machines.Exists(other => other.Settings == reloaded))
            {
                machine.Settings = reloaded;
                if (machine.Life is { IsUp: true } life)
                {
                    life.Strand.Begin(() => life.Engine.ApplyAsync(machine.Settings, CancellationToken.None));
                }
            }

            machine.Start();
        }
    }

    /// <summary>As long as anything can rightly wait in good weather: its longest wait, and a look at the clock.</summary>
    private void Await()
    {
        var calm = TimeSpan.FromTicks(harbour.Loop.Now);
        var now = calm;
        var judged = false;
        var longest = harbour.Course.Last.Destinations.Values.Select(target => Backoff.Most(target.Retry)).DefaultIfEmpty().Max();
        var deadline = calm + longest + TimeSpan.FromMinutes(7) + (LongestLine() * (TimeSpan.FromMinutes(6) + longest)) + Pacing();
        do
        {
            now += Look;
            Sail(now);
            if (now > calm + DueIsSent.After && !judged)
            {
                judged = true;
                harbour.Judge.Due.Look(harbour.StoreClock.GetUtcNow(), harbour.Loop.Now, name => harbour.Judge.Probes.MayBeShut(name, harbour.Loop.Now));
            }
        }
        while (now < deadline && IsOwing());
    }

    /// <summary>
    /// Where clocks differ, a node may wait five minutes before it doubts what others planned by theirs; of a key that goes in order each
    /// one in its turn.
    /// </summary>
    private int LongestLine() => harbour.Course.Leased && harbour.Truth.ClocksJump
        ? harbour.Rows.Deliveries.Values.Where(row => row.Stored is { State: DeliveryState.Waiting, Turn: not null })
            .GroupBy(row => (row.Stored.Destination, row.Stored.Turn!.Line)).Select(line => line.Count()).DefaultIfEmpty().Max()
        : 0;

    /// <summary>How long it takes to send what waits as slowly as its destination wants it, and half as long again.</summary>
    private TimeSpan Pacing() => harbour.Rows.Waiting.Values.GroupBy(row => row.Stored.Destination)
        .Select(owed => harbour.Truth.Destination(owed.Key)?.Rate is { } rate ? TimeSpan.FromSeconds(1.5 * owed.Count() / rate) : TimeSpan.Zero)
        .DefaultIfEmpty()
        .Max();

    /// <summary>What became of order, versions and policies is counted, too.</summary>
    private void NoteOrder()
    {
        foreach (var row in harbour.Rows.Deliveries.Values.Where(row => row.Stored.State is DeliveryState.Stale or DeliveryState.Waiting))
        {
            harbour.Coverage.Note("Order", row.Stored.State == DeliveryState.Stale ? "stale" : harbour.Rows.Pauses.ContainsKey(row.Stored.Destination) ? "paused" : "held");
        }

        if (harbour.Judge.Probes.Opened > 0)
        {
            harbour.Coverage.Note("Breaker", "open");
        }
    }

    private bool IsOwing() => harbour.Rows.Waiting.Values.Any(row => !harbour.Truth.WaitsForPeople(row))
        || harbour.Rows.Replays.Values.Any(replay => replay.State == ReplayState.Running)
        || harbour.Machines.Exists(machine => machine.Life is not { IsUp: true });

    /// <summary>No node has broken, and every replay has ended.</summary>
    private void JudgeWhole()
    {
        foreach (var machine in harbour.Machines)
        {
            if (machine.Life is not { IsUp: true } life)
            {
                Truth.Break("P4", "", $"n{machine.Number + 1} does not come up in good weather");
            }
            else if (life.Bug is { } bug)
            {
                Truth.Break("-", "", bug);
            }
        }

        if (harbour.Rows.Replays.Values.FirstOrDefault(replay => replay.State == ReplayState.Running) is { } endless)
        {
            Truth.Break("P4", "", $"{endless.Id} still runs: {endless.Done} of {endless.Total}");
        }
    }
}

/// <summary>What came of a run.</summary>
/// <param name="Breach">The promise that was broken; null when none was.</param>
/// <param name="Rows">What the store has at the end.</param>
/// <param name="Trace">What happened.</param>
/// <param name="Coverage">Which troubles met which steps.</param>
/// <param name="Steps">How many steps were taken.</param>
/// <param name="Time">How long it was in simulated time.</param>
internal sealed record VoyageResult(Breach? Breach, Rows Rows, Trace Trace, Coverage Coverage, long Steps, TimeSpan Time);

/// <summary>A scenario and what came of it.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Result">What came of it.</param>
internal sealed record Trial(Scenario Scenario, VoyageResult Result)
{
    /// <summary>The promise that was broken; null when none was.</summary>
    public Breach? Breach => Result.Breach;
}
