using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Delivering;

/// <summary>
/// Whether an attempt at one destination may begin: a person's pause, the rest that the destination asked for, its breaker, its pace. What
/// was shut opens gently: the pace begins small. Decisions without I/O; the line has the lock.
/// </summary>
internal sealed class Gate(Random chance, TimeProvider clock)
{
    /// <summary>Less than this is no clock that was set back.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private (DateTimeOffset Wall, long Stamp) last;
    private DateTimeOffset? heldSince;
    private BreakerNews? news;
    private Breaker breaker = new(new BreakerSettings(), chance);
    private Pace pace = new(new TimeSpan(TimeSpan.TicksPerSecond * 5));
    private TimeSpan timeout = TimeSpan.FromSeconds(10);

    /// <summary>Since when a person has it paused; null when nobody has.</summary>
    public DateTimeOffset? PausedSince { get; private set; }

    /// <summary>Until when the destination asked to be left alone; null when it did not.</summary>
    public DateTimeOffset? HoldUntil { get; private set; }

    /// <summary>Whether it is tried at all.</summary>
    public BreakerPhase Breaker => breaker.Phase;

    /// <summary>When the next attempt may begin by the pace.</summary>
    public DateTimeOffset Next => pace.Next;

    /// <summary>How it stands.</summary>
    public GateStanding Standing => new(
        PausedSince, HoldUntil, breaker.Phase, breaker.Since, breaker.Until, double.IsPositiveInfinity(pace.Rate) ? null : pace.Rate, pace.IsLowered);

    /// <summary>Works under these settings from now on. A breaker that is as it was stays as it stands.</summary>
    /// <param name="destination">The settings.</param>
    /// <param name="part">This node's part of what is for all nodes together, above 0 and at most 1.</param>
    public void Use(DestinationSettings destination, double part)
    {
        if (breaker.Settings != destination.Breaker)
        {
            breaker = new Breaker(destination.Breaker, chance);
        }

        if (timeout != destination.Timeout)
        {
            timeout = destination.Timeout;
            pace = new Pace(timeout / 2);
        }

        pace.Bound(destination.Rate * part);
    }

    /// <summary>True while nothing may begin; and until when, where a time ends that.</summary>
    public bool Shuts(DateTimeOffset now, out DateTimeOffset? until)
    {
        Heed(now);
        if (HoldUntil <= now)
        {
            pace.Restart(now - (heldSince ?? now), now);
            (HoldUntil, heldSince) = (null, null);
        }

        var tripped = breaker.Shuts(now);
        until = PausedSince is not null ? null
            : tripped && breaker.Phase == BreakerPhase.Open && !(HoldUntil > breaker.Until) ? breaker.Until
            : tripped && breaker.Phase == BreakerPhase.Probing ? null
            : HoldUntil;
        return PausedSince is not null || HoldUntil is not null || tripped;
    }

    /// <summary>How many attempts may begin now, where it is not shut.</summary>
    public int Room(DateTimeOffset now)
    {
        var ready = pace.Ready(now);
        return breaker.Phase == BreakerPhase.Probing ? Math.Min(1, ready) : ready;
    }

    /// <summary>Whether the attempt of a delivery may begin now.</summary>
    public bool Admits(DateTimeOffset now) => !Shuts(now, out _) && Room(now) > 0;

    /// <summary>It begins.</summary>
    public void Begin(DeliveryId id, DateTimeOffset now)
    {
        Heed(now);
        breaker.Begin(id);
        pace.Begin(now);
    }

    /// <summary>It ended.</summary>
    public void Ended(DeliveryId id, in Echo echo)
    {
        last = echo.At > Expected ? (echo.At, clock.GetTimestamp()) : last;
        if (echo.HoldUntil is { } hold && (HoldUntil is null || hold > HoldUntil))
        {
            heldSince ??= echo.At;
            HoldUntil = hold;
        }

        var wasShut = breaker.Phase != BreakerPhase.Closed;

        // Whoever still takes a part is slowed down, not left alone.
        var partly = echo.Kind == EchoKind.Overloaded && pace.TakesSome(echo.At);
        var change = breaker.Ended(id, partly ? echo with { Kind = EchoKind.Busy } : echo);
        news = change ?? news;
        if (wasShut && change is { Change: BreakerChange.Closed } closed)
        {
            pace.Restart(echo.At - closed.Since, echo.At);
        }
        else if (breaker.Phase == BreakerPhase.Closed)
        {
            pace.Ended(echo);
        }
    }

    /// <summary>A worker broke.</summary>
    public void Forget() => breaker.Forget();

    /// <summary>A person pauses the destination, or lets it go on (null).</summary>
    /// <returns>False when nothing changed.</returns>
    public bool Pause(DateTimeOffset? since, DateTimeOffset now)
    {
        if (PausedSince == since)
        {
            return false;
        }

        if (PausedSince is { } paused && since is null)
        {
            pace.Restart(now - paused, now);
        }

        PausedSince = since;
        return true;
    }

    /// <summary>Another node's breaker opened.</summary>
    public void Suspect(DateTimeOffset now) => breaker.Suspect(now);

    /// <summary>A person wants something sent now: neither what the destination asked for nor its breaker is waited for. A pause is.</summary>
    public void Hurry(DateTimeOffset now)
    {
        (HoldUntil, heldSince) = (null, null);
        breaker.Hurry(now);
    }

    /// <summary>What the breaker did since this was asked last, or null.</summary>
    public BreakerNews? TakeNews()
    {
        var taken = news;
        news = null;
        return taken;
    }

    /// <summary>What the clock on the wall shows now if nobody has set it since it was read last.</summary>
    private DateTimeOffset Expected => last.Wall + clock.GetElapsedTime(last.Stamp);

    /// <summary>Times are of a clock that can be set back: nobody waits longer for that, whoever else notices it.</summary>
    private void Heed(DateTimeOffset now)
    {
        var by = Expected - now;
        last = (now, clock.GetTimestamp());
        if (by > Slack)
        {
            HoldUntil -= by;
            heldSince -= by;
            breaker.Rewind(by);
            pace.Rewind(by);
        }
    }
}

/// <summary>How a gate stands.</summary>
/// <param name="PausedSince">Since when a person has the destination paused, or null.</param>
/// <param name="HoldUntil">Until when the destination asked to be left alone, or null.</param>
/// <param name="Breaker">Whether it is tried at all.</param>
/// <param name="BreakerSince">Since when the breaker is not closed, where it is not.</param>
/// <param name="BreakerUntil">Until when it is open, where it is.</param>
/// <param name="Rate">Attempts that may begin a second on this node; null: as many as it takes.</param>
/// <param name="Lowered">True when that is less than what is configured, or nothing is.</param>
internal readonly record struct GateStanding(
    DateTimeOffset? PausedSince,
    DateTimeOffset? HoldUntil,
    BreakerPhase Breaker,
    DateTimeOffset BreakerSince,
    DateTimeOffset BreakerUntil,
    double? Rate,
    bool Lowered);
