using Breakwater.Configuration;

namespace Breakwater.Simulation.Drills;

internal static class Advisor
{
    public static IReadOnlyList<Advice> Of(Settings settings, IReadOnlyList<DestinationSeen> destinations) => [];
}
