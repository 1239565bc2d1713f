using Breakwater.Configuration;
using Breakwater.Simulation.Judging;
using Breakwater.Simulation.Scenarios;

namespace Breakwater.Simulation.Sailing;

/// <summary>A machine on which a node runs, ends and is started again: what outlives a process is its clock and its configuration.</summary>
internal sealed class Machine(Harbour harbour, int number, Settings settings)
{
    private static readonly TimeSpan StartsAgain = TimeSpan.FromSeconds(2);

    private int lives;
    private Trouble? doom;

    public int Number => number;

    /// <summary>By how much the clock on its wall is off.</summary>
    public TimeSpan Skew { get; private set; }

    /// <summary>The configuration that the next process starts with.</summary>
    public Settings Settings { get; set; } = settings;

    /// <summary>The process that runs; null while none does.</summary>
    public Life? Life { get; private set; }

    /// <summary>Starts a process, unless one runs.</summary>
    public void Start()
    {
        if (Life is null)
        {
            lives++;
            Life = new Life(harbour, this, $"n{number + 1}.{lives}", (harbour.Machines.Count * lives) + number + 1);
            harbour.Say("", $"{Life.Name} starts");
            Life.Start();
        }
    }

    /// <summary>From now on it is killed when it gets there.</summary>
    public void Doom(Trouble trouble)
    {
        doom = trouble;
        if (trouble.Point == CutPoint.AnyStep && Life is { } life)
        {
            life.EndAfter(trouble.Amount, () => Reach(CutPoint.AnyStep));
        }
    }

    /// <summary>It got to a place where it may be killed; true when it was.</summary>
    public bool Reach(CutPoint point)
    {
        if (doom is not { } found || found.Point != point || harbour.IsCalm || Life is null)
        {
            return false;
        }

        doom = null;
        harbour.Coverage.Note("Kill", point.ToString());
        Kill(found.For, $"is killed ({point})");
        return true;
    }

    /// <summary>The process ends without a word.</summary>
    public void Kill(TimeSpan startsAgain, string how)
    {
        if (Life is { } life)
        {
            harbour.Say("", $"{life.Name} {how}");
            Life = null;
            life.Dispose();
            harbour.Tell(new Fact.Died(life.Name));
            harbour.Loop.After(startsAgain, Start);
        }
    }

    /// <summary>It could not start: whoever looks after it tries again.</summary>
    public void CouldNotStart(string why) => Kill(StartsAgain, $"could not start: {why}");

    /// <summary>The clock on its wall jumps.</summary>
    public void Jump(TimeSpan by)
    {
        Skew += by;
        harbour.Say("", $"the clock of n{number + 1} jumps by {by}");
        harbour.Tell(by < TimeSpan.Zero ? new Fact.WentBack() : new Fact.Disturbed());
    }

    /// <summary>It stands still for a while.</summary>
    public void Pause(TimeSpan time)
    {
        if (Life is { } life)
        {
            harbour.Say("", $"{life.Name} stands still for {time}");
            life.Strand.Pause();
            harbour.Loop.After(time, () =>
            {
                harbour.Tell(new Fact.Disturbed());
                life.Strand.Resume();
            });
        }
    }
}
