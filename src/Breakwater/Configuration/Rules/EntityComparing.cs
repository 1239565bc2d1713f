using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A destination that is asked about entities is there, once for each kind, and the states that it calls otherwise are ours.</summary>
internal static class EntityComparing
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var entity in draft.Entities)
        {
            var before = report.Count;
            var machine = EntityOptions.Machine(entity.Value);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var one in entity.Value.TryGet(EntityOptions.Reconcile, out var all) ? all : [])
            {
                if (one.Value.TryGet(CompareOptions.Destination, out var name))
                {
                    Check(draft, one.Value, name, seen, report);
                }

                foreach (var state in one.Value.Get(CompareOptions.States).Where(state => machine?.Knows(state.Name) == false))
                {
                    report.KeyFault(state.Place, $"'{state.Name}' is no state of this entity", null, report.Nearest(state.Name, machine!.States));
                }
            }

            entity.Value.Sound &= report.Count == before;
        }
    }

    private static void Check(Draft draft, Values one, string name, HashSet<string> seen, Report report)
    {
        var place = one.PlaceOf(CompareOptions.Destination);
        if (draft.Destinations.All(destination => destination.Name != name))
        {
            report.Fault(place, $"there is no destination '{name}'", null, report.Nearest(name, draft.Destinations.Select(destination => destination.Name)));
        }
        else if (!seen.Add(name))
        {
            report.Fault(place, $"the destination '{name}' is asked already: one item for each destination");
        }
    }
}
