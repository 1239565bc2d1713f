using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A destination on its way out gets nothing new.</summary>
internal static class RetiredDestinations
{
    public static void Check(Draft draft, Report report)
    {
        var retired = draft.Destinations.Where(d => d.Value.Get(DestinationOptions.Retired)).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var route in draft.Routes)
        {
            if (!route.Value.TryGet(RouteOptions.To, out var names))
            {
                continue;
            }

            foreach (var name in names.Where(n => retired.Contains(n.Value)))
            {
                report.Fault(name.Place, $"the destination '{name.Value}' is retired: no route may name it");
            }
        }
    }
}
