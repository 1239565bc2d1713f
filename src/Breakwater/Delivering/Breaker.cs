using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Delivering;

/// <summary>Whether a destination is tried at all.</summary>
internal enum BreakerPhase
{
    /// <summary>It is.</summary>
    Closed = 0,

    /// <summary>It is left alone.</summary>
    Open = 1,

    /// <summary>One delivery at a time probes it.</summary>
    Probing = 2,
}

/// <summary>
/// Leaves a destination alone that fails as a whole: opens when enough attempts of a window failed, lets one delivery probe it after a
/// while, closes when a probe is answered and opens again, for longer, when it is not. Counts what the destination failed at, never what
/// it refused for one event's sake. Pure but for the chance it is given. Not safe for concurrent use.
/// </summary>
internal sealed class Breaker(BreakerSettings settings, Random chance)
{
    private const int Attempts = 0;
    private const int Failures = 1;
    private const double Growth = 1.5;
    private const int GrowthMost = 4;

    private static readonly TimeSpan OpenMost = TimeSpan.FromMinutes(5);

    private readonly Tally counts = new(settings.Window, 2);
    private int openings;
    private bool suspected;
    private DeliveryId? probe;

    /// <summary>Under which settings.</summary>
    public BreakerSettings Settings => settings;

    public BreakerPhase Phase { get; private set; }

    /// <summary>Since when it is not closed.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Until when the destination is left alone, while it is open.</summary>
    public DateTimeOffset Until { get; private set; }

    /// <summary>True when nothing may begin: it is open, or a probe is under way.</summary>
    public bool Shuts(DateTimeOffset now)
    {
        if (Phase == BreakerPhase.Open && now >= Until)
        {
            Phase = BreakerPhase.Probing;
            probe = null;
        }

        return Phase == BreakerPhase.Open || (Phase == BreakerPhase.Probing && probe is not null);
    }

    /// <summary>An attempt begins that <see cref="Shuts"/> let through.</summary>
    public void Begin(DeliveryId id) => probe = Phase == BreakerPhase.Probing ? id : null;

    /// <summary>An attempt ended.</summary>
    /// <returns>What changed, or null.</returns>
    public BreakerNews? Ended(DeliveryId id, in Echo echo)
    {
        if (Phase == BreakerPhase.Closed)
        {
            return Count(echo);
        }

        if (Phase != BreakerPhase.Probing || probe != id)
        {
            return null; // it began before the breaker opened
        }

        probe = null;
        return echo.Kind == EchoKind.None ? null : echo.IsFailure ? Open(echo.At) : Close();
    }

    /// <summary>A worker broke: if it was the probe's, nothing was learned.</summary>
    public void Forget() => probe = null;

    /// <summary>Another node's breaker opened: one delivery looks first, and its answer decides.</summary>
    public void Suspect(DateTimeOffset now)
    {
        if (Phase == BreakerPhase.Closed && settings.Enabled)
        {
            (Phase, Since, suspected, probe) = (BreakerPhase.Probing, now, true, null);
        }
    }

    /// <summary>A person wants it tried now: the next delivery probes it.</summary>
    public void Hurry(DateTimeOffset now) => Until = Until > now ? now : Until;

    /// <summary>The clock went back.</summary>
    public void Rewind(TimeSpan by)
    {
        Until = Phase == BreakerPhase.Open ? Until - by : Until;
        counts.Clear();
    }

    private BreakerNews? Count(in Echo echo)
    {
        if (!settings.Enabled || echo.Kind == EchoKind.None)
        {
            return null;
        }

        counts.Count(Attempts, echo.At);
        if (!echo.IsFailure)
        {
            return null;
        }

        counts.Count(Failures, echo.At);
        return counts[Attempts] >= settings.Minimum && counts[Failures] >= settings.Failures * counts[Attempts] ? Open(echo.At) : null;
    }

    private BreakerNews Open(DateTimeOffset now)
    {
        var again = Phase == BreakerPhase.Probing && !suspected;
        var wait = settings.Open * Math.Min(GrowthMost, Math.Pow(Growth, openings));
        var most = settings.Open > OpenMost ? settings.Open : OpenMost;
        Until = now + ((wait < most ? wait : most) * (1 + (0.2 * chance.NextDouble())));
        Since = again ? Since : now;
        Phase = BreakerPhase.Open;
        openings++;
        suspected = false;
        return new BreakerNews(again ? BreakerChange.OpenedAgain : BreakerChange.Opened, Since, Until);
    }

    private BreakerNews? Close()
    {
        var news = suspected ? default(BreakerNews?) : new BreakerNews(BreakerChange.Closed, Since, Until);
        (Phase, openings, suspected) = (BreakerPhase.Closed, 0, false);
        counts.Clear();
        return news;
    }
}

/// <summary>What a breaker did.</summary>
internal enum BreakerChange
{
    /// <summary>It opened.</summary>
    Opened = 0,

    /// <summary>Its probe failed.</summary>
    OpenedAgain = 1,

    /// <summary>It closed.</summary>
    Closed = 2,
}

/// <summary>What a breaker did.</summary>
/// <param name="Change">What.</param>
/// <param name="Since">When it first opened.</param>
/// <param name="Until">Until when it is open, or was.</param>
internal readonly record struct BreakerNews(BreakerChange Change, DateTimeOffset Since, DateTimeOffset Until);
