using Breakwater.Model;
using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Sailing;

/// <summary>What all parts of a run share: time, the weather of this moment, the store, the judge.</summary>
internal sealed class Harbour
{
    private readonly List<Trouble> active = [];

    public Harbour(Scenario scenario, bool keepTrace)
    {
        Scenario = scenario;
        Trace = new Trace(keepTrace);
        Loop = new Loop(SeededRandom.For(scenario.Order, "order"), Trace);
        StoreClock = new SimulatedClock(Loop, null, static () => TimeSpan.Zero);
        Truth = new Truth(Rows, scenario);
        Judge = new Judge(Truth, Loop, StoreClock, name => LifeOf(name)?.Number, name => LifeOf(name)?.Clock.GetUtcNow() ?? default);
    }

    public Scenario Scenario { get; }

    public Trace Trace { get; }

    public Loop Loop { get; }

    public Rows Rows { get; } = new();

    public TimeProvider StoreClock { get; }

    public Truth Truth { get; }

    public Judge Judge { get; }

    public Coverage Coverage { get; } = new();

    public List<Machine> Machines { get; } = [];

    /// <summary>The deliveries that destinations acted on, whatever they answered.</summary>
    public HashSet<DeliveryId> Done { get; } = [];

    /// <summary>What goes wrong at this moment.</summary>
    public IReadOnlyList<Trouble> Active => active;

    /// <summary>True when the weather is over: nothing goes wrong any more.</summary>
    public bool IsCalm { get; private set; }

    /// <summary>A process by the name it has in its attempts.</summary>
    public Life? LifeOf(string name) => Machines.Select(machine => machine.Life).FirstOrDefault(life => life?.Name == name);

    /// <summary>Something lasts for a while.</summary>
    public void Begin(Trouble trouble)
    {
        active.Add(trouble);
        Loop.After(trouble.For, () => active.Remove(trouble));
    }

    /// <summary>The weather is over.</summary>
    public void Calm()
    {
        IsCalm = true;
        active.Clear();
    }

    /// <summary>Something happened that the judge must know.</summary>
    public void Tell(Fact fact)
    {
        try
        {
            Judge.Hear(fact with { At = Loop.Now });
        }
        catch (BreachException breach)
        {
            // The engine may be on the stack, and would take it for a failure of its own.
            Loop.Fail(breach);
        }
    }

    /// <summary>Something happened that a person wants to read.</summary>
    public void Say(string about, string text) => Trace.Tell(Loop.Now, about, text);
}
