using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A fallback is one thing, leads to a destination that there is, and never back to where it began.</summary>
internal static class Fallbacks
{
    public static void Check(Draft draft, Report report)
    {
        var known = draft.Destinations.ToDictionary(destination => destination.Name, destination => destination.Value, StringComparer.Ordinal);
        var steps = new Dictionary<string, List<Placed<string>>>(StringComparer.Ordinal);
        foreach (var destination in draft.Destinations)
        {
            steps[destination.Name] = [];
            foreach (var item in destination.Value.TryGet(DestinationOptions.Fallback, out var items) ? items : [])
            {
                CheckItem(item, report);
                if (item.Value.TryGet(FallbackOptions.Destination, out var name) && IsThere(name, item.Value.PlaceOf(FallbackOptions.Destination), known, report))
                {
                    steps[destination.Name].Add(new Placed<string>(name, item.Value.PlaceOf(FallbackOptions.Destination)));
                }
            }
        }

        foreach (var (name, next) in steps)
        {
            foreach (var step in next.Where(step => Way(step.Value, name, steps) is not null))
            {
                string[] way = [name, .. Way(step.Value, name, steps)!];
                report.Fault(step.Place, $"the fallbacks go round in a circle: {string.Join(" -> ", way)}", "a destination that does not fall back to this one");
            }
        }
    }

    private static void CheckItem(Placed<Values> item, Report report)
    {
        Option[] parts = [FallbackOptions.Destination, FallbackOptions.LastGood, FallbackOptions.Answer];
        if (item.Value.Sound && parts.Count(item.Value.Has) != 1)
        {
            report.Fault(item.Place, "a fallback is one thing", "one of { destination: NAME }, { lastGood: 10m } and { answer: { status, headers, body } }");
        }
    }

    private static bool IsThere(string name, Place place, Dictionary<string, Values> known, Report report)
    {
        if (!known.TryGetValue(name, out var destination))
        {
            var nearest = report.Nearest(name, known.Keys);
            var shown = place.Node is ConfigurationNode.Scalar scalar ? scalar.Text : "";
            report.Fault(place, $"there is no destination '{shown}'", nearest is null ? "the name of a destination of this file" : null, nearest);
            return false;
        }

        if (destination.Get(DestinationOptions.Retired))
        {
            report.Fault(place, $"the destination '{name}' is retired: it is worked off, and nothing new is taken for it");
        }

        return true;
    }

    /// <summary>The way from one destination to another along fallbacks, both included; null where there is none.</summary>
    private static List<string>? Way(string from, string to, Dictionary<string, List<Placed<string>>> steps)
    {
        var before = new Dictionary<string, string?>(StringComparer.Ordinal) { [from] = null };
        var open = new Queue<string>([from]);
        while (open.TryDequeue(out var at))
        {
            if (at == to)
            {
                var way = new List<string>();
                for (var back = at; back is not null; back = before[back])
                {
                    way.Insert(0, back);
                }

                return way;
            }

            foreach (var next in steps.TryGetValue(at, out var places) ? places : [])
            {
                if (before.TryAdd(next.Value, at))
                {
                    open.Enqueue(next.Value);
                }
            }
        }

        return null;
    }
}
