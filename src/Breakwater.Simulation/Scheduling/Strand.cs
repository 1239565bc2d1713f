namespace Breakwater.Simulation.Scheduling;

/// <summary>The work of one process: whatever it awaits comes back here as a step, and the seed decides when it is taken.</summary>
internal sealed class Strand(Loop loop, int number) : SynchronizationContext
{
    private readonly List<Step> held = [];

    /// <summary>Which one it is, in the order in which they were started.</summary>
    public int Number => number;

    /// <summary>False after a crash: none of its steps is ever taken again.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>True while the process stands still and time goes on.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>How many steps it takes before it ends; null for as many as there are.</summary>
    public int? StepsLeft { get; set; }

    /// <summary>What is to happen when the last of its steps is taken: it is killed, or goes on after all.</summary>
    public Action? Ended { get; set; }

    /// <inheritdoc />
    public override void Post(SendOrPostCallback d, object? state) => loop.Post(this, d, state);

    /// <inheritdoc />
    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing in the engine waits on a thread.");

    /// <inheritdoc />
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Begins something on this strand; what it throws is a bug.</summary>
    public void Begin(Func<Task> work) => Post(static state => Watch(((Strand Strand, Func<Task> Work))state!), (this, work));

    public void Kill()
    {
        IsAlive = false;
        held.Clear();
    }

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        held.ForEach(step => loop.Post(this, step.Callback, step.State));
        held.Clear();
    }

    /// <summary>Keeps a step until the process goes on.</summary>
    public void Hold(in Step step) => held.Add(step);

    private static async void Watch((Strand Strand, Func<Task> Work) begun)
    {
        try
        {
            await begun.Work();
        }
        catch (Exception bug)
        {
            begun.Strand.Fail(bug);
        }
    }

    private void Fail(Exception bug) => loop.Fail(bug);
}
