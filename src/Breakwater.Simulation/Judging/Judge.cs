using Breakwater.Simulation.Scheduling;

namespace Breakwater.Simulation.Judging;

/// <summary>All promises together; P12 is tried where there are sockets.</summary>
internal sealed class Judge
{
    private readonly IPromise[] promises;

    public Judge(Truth truth, Loop loop, TimeProvider storeClock, Func<string, long?> numberOf, Func<string, DateTimeOffset> wallOf)
    {
        Matches = new EveryMatchIsDelivered(truth);
        Due = new DueIsSent(truth);
        Probes = new OneProbe(truth);
        promises =
        [
            new AcknowledgedIsDurable(truth),
            Matches,
            Due,
            new NoLimbo(truth, loop),
            new OnceUnlessSaid(truth),
            new NoStorm(truth, wallOf),
            new EveryAttemptLeavesATrace(truth),
            new OneOwner(truth, storeClock, numberOf),
            new OrderOfKeys(truth),
            new OldNewsNeverWins(truth),
            new PauseHolds(truth),
            new PaceHolds(truth),
            Probes,
            new NeverBlindly(truth),
        ];
    }

    /// <summary>The one that must know what people asked for.</summary>
    public EveryMatchIsDelivered Matches { get; }

    /// <summary>The one that must know how long the weather has been good.</summary>
    public DueIsSent Due { get; }

    /// <summary>The one that knows which breakers opened.</summary>
    public OneProbe Probes { get; }

    /// <summary>Something happened.</summary>
    /// <exception cref="BreachException">It breaks a promise.</exception>
    public void Hear(Fact fact)
    {
        foreach (var promise in promises)
        {
            promise.Hear(fact);
        }
    }

    /// <summary>All is over.</summary>
    /// <exception cref="BreachException">A promise was broken.</exception>
    public void End()
    {
        foreach (var promise in promises)
        {
            promise.End();
        }
    }
}
