using Breakwater.Configuration;

namespace Breakwater.Simulation.Drills;

/// <summary>What a drill was asked for. The same order gives the same report.</summary>
internal sealed record DrillOrder
{
    /// <summary>Events in one drill, at most: a store in memory and a judge that forgets nothing have to hold them.</summary>
    public const int MostEvents = 100_000;

    /// <summary>The longest time that is rehearsed, in hours.</summary>
    public const int MostHours = 720;

    /// <summary>Events of a drill where no rate is given, about.</summary>
    private const double UsualEvents = 3_000;

    private const double UsualPerMinute = 10;

    /// <summary>The user's configuration.</summary>
    public required Settings Settings { get; init; }

    /// <summary>How long the weather lasts.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>Decides everything.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Events a minute, of all sources together; null for as many as make about 3,000, and at most ten.</summary>
    public double? PerMinute { get; init; }

    /// <summary>Events a minute that are sent.</summary>
    public double Rate => PerMinute ?? Math.Min(UsualPerMinute, UsualEvents / Time.TotalMinutes);

    /// <summary>How many events are sent.</summary>
    public double Events => Math.Max(1, Math.Round(Rate * Time.TotalMinutes));
}
