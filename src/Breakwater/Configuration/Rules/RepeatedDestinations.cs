using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A route names each source and each destination once.</summary>
internal static class RepeatedDestinations
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var route in draft.Routes)
        {
            Check(route.Value, RouteOptions.From, report);
            Check(route.Value, RouteOptions.To, report);
        }
    }

    private static void Check(Values route, Option<IReadOnlyList<Placed<string>>> option, Report report)
    {
        if (!route.TryGet(option, out var names))
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names.Where(n => !seen.Add(n.Value)))
        {
            report.Fault(name.Place, "this name stands twice in one list");
        }
    }
}
