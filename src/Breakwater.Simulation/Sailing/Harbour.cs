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
    private readonly Lookout lookout;

    public Harbour(Course course, Lookout lookout)
    {
        Course = course;
        this.lookout = lookout;
        Rows = lookout.Rows;
        Trace = new Trace(lookout.KeepTrace);
        Loop = new Loop(SeededRandom.For(course.Order, "order"), Trace);
        StoreClock = new SimulatedClock(Loop, null, static () => TimeSpan.Zero);
        Truth = new Truth(Rows, course);
        Judge = new Judge(Truth, Loop, StoreClock, name => LifeOf(name)?.Number, name => LifeOf(name)?.Clock.GetUtcNow() ?? default);
    }

    public Course Course { get; }

    public Trace Trace { get; }

    public Loop Loop { get; }

    public Rows Rows { get; }

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
            var now = fact with { At = Loop.Now };
            Judge.Hear(now);
            lookout.Hears?.Invoke(now);
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
