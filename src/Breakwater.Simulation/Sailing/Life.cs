using Breakwater.Receiving;
using Breakwater.Running;
using Breakwater.Simulation.InMemory;
using Breakwater.Simulation.Scenarios;
using Breakwater.Simulation.Scheduling;
using Breakwater.Storage;

namespace Breakwater.Simulation.Sailing;

/// <summary>One process: the real engine on simulated time, network and store, from its start to its end.</summary>
internal sealed class Life : IDisposable
{
    private readonly Harbour harbour;
    private readonly Machine machine;
    private readonly InMemoryStore store;
    private readonly Logs logs;
    private readonly Dictionary<string, int> busy = new(StringComparer.Ordinal);

    public Life(Harbour harbour, Machine machine, string name, int number)
    {
        this.harbour = harbour;
        this.machine = machine;
        Name = name;
        Strand = new Strand(harbour.Loop, number);
        Clock = new SimulatedClock(harbour.Loop, Strand, () => machine.Skew);
        store = new InMemoryStore(harbour.Rows, harbour.Course.Leased ? harbour.StoreClock : null, new Channel(harbour, machine, this));
        logs = new Logs(harbour, name);
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(Strand);
        Engine = new Engine(new EngineParts
        {
            Settings = machine.Settings,
            Store = store,
            Transport = new Wire(harbour, machine, this),
            Clock = Clock,
            Chance = SeededRandom.For(harbour.Course.Seed, "node", number),
            Logs = logs,
            Node = name,
        });
        SynchronizationContext.SetSynchronizationContext(before);
    }

    public string Name { get; }

    public Strand Strand { get; }

    public TimeProvider Clock { get; }

    public Engine Engine { get; }

    /// <summary>Whether it takes requests.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Its number in the store, where nodes have one.</summary>
    public long? Number => (store.Leases as InMemoryLeases)?.Me;

    /// <summary>A bug that it logged.</summary>
    public string? Bug => logs.Bug;

    public void Start() => Strand.Begin(async () =>
    {
        try
        {
            await Engine.StartAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is StoreUnavailableException or OperationCanceledException)
        {
            machine.CouldNotStart(failure.Message);
            return;
        }

        IsUp = true;
        harbour.Say("", $"{Name} is up");
    });

    /// <summary>Ends after so many steps.</summary>
    public void EndAfter(int steps, Action ended)
    {
        Strand.StepsLeft = steps;
        Strand.Ended = ended;
    }

    /// <summary>Asked to stop; the process ends when it has, or is killed a while after its grace.</summary>
    public void Stop(TimeSpan grace, TimeSpan startsAgain)
    {
        IsUp = false;
        harbour.Say("", $"{Name} is asked to stop within {grace}");
        Strand.Begin(async () =>
        {
            await Engine.StopAsync(grace);
            machine.Kill(startsAgain, "has stopped");
        });
    }

    /// <summary>Nothing of it happens any more.</summary>
    public void Dispose()
    {
        Strand.Kill();
        IsUp = false;
        Engine.Forget();
        logs.Dispose();
    }

    /// <summary>Takes what a platform sent; the answer is null when none comes.</summary>
    public void Serve(Arrival arrival, Action<Reception?> answer) => Strand.Begin(async () =>
    {
        Enter("receive");
        var reception = await Engine.ReceiveAsync(arrival, CancellationToken.None);
        Leave("receive");
        if (!machine.Reach(CutPoint.BeforeAnswer))
        {
            answer(reception);
        }
    });

    public void Enter(string step) => busy[step] = busy.GetValueOrDefault(step) + 1;

    public void Leave(string step) => busy[step]--;

    /// <summary>A trouble meets whatever this process is at.</summary>
    public void Meet(TroubleKind kind)
    {
        var any = false;
        foreach (var (step, _) in busy.Where(step => step.Value > 0))
        {
            harbour.Coverage.Note(kind.ToString(), step);
            any = true;
        }

        if (!any)
        {
            harbour.Coverage.Note(kind.ToString(), "rest");
        }
    }
}
