using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A route names sources and destinations that there are.</summary>
internal static class RouteNames
{
    public static void Check(Draft draft, Report report)
    {
        var sources = draft.Sources.Select(s => s.Name).Append(ReservedSourceName.OfAlerts).ToHashSet(StringComparer.Ordinal);
        var destinations = draft.Destinations.Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var route in draft.Routes)
        {
            Check(route.Value, RouteOptions.From, sources, "source", report);
            Check(route.Value, RouteOptions.To, destinations, "destination", report);
        }
    }

    private static void Check(Values route, Option<IReadOnlyList<Placed<string>>> option, HashSet<string> known, string what, Report report)
    {
        if (!route.TryGet(option, out var names))
        {
            return;
        }

        foreach (var name in names.Where(n => !known.Contains(n.Value)))
        {
            var nearest = report.Nearest(name.Value, known);
            var shown = name.Place.Node is ConfigurationNode.Scalar scalar ? scalar.Text : "";
            report.Fault(name.Place, $"there is no {what} '{shown}'", nearest is null ? $"the name of a {what} of this file" : null, nearest);
        }
    }
}
