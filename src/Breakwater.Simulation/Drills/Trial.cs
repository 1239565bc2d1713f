using System.Collections.Frozen;
using Breakwater.Configuration;

namespace Breakwater.Simulation.Drills;

/// <summary>The same weather again, with more patience where it was lacking.</summary>
/// <param name="Settings">The configuration that was tried.</param>
/// <param name="Destinations">What came of it.</param>
internal sealed record Trial(Settings Settings, IReadOnlyList<DestinationSeen> Destinations)
{
    /// <summary>How much is given up all the same.</summary>
    public long Left => Destinations.Sum(seen => seen.Impatient);

    public long LeftAt(string destination) => Destinations.First(seen => seen.Name == destination).Impatient;

    /// <summary>The configuration with policies that last so many times the outages in which something was given up.</summary>
    public static Settings Patient(Settings settings, IReadOnlyList<DestinationSeen> seen, double times) => settings with
    {
        Destinations = settings.Destinations.ToFrozenDictionary(pair => pair.Key, pair =>
            seen.First(one => one.Name == pair.Key) is { Impatient: > 0 } lacking
                ? pair.Value with { Retry = Patience.For(pair.Value.Retry, (lacking.LongestLost ?? lacking.LongestOutage) * times) }
                : pair.Value),
    };
}
