using Breakwater.Simulation.Scenarios;

namespace Breakwater.Simulation.Sailing;

/// <summary>Makes a scenario that breaks a promise smaller, as long as it still breaks it.</summary>
internal static class Shrinker
{
    private const int Orders = 3;

    /// <summary>The smallest that is found in so many runs.</summary>
    public static Trial Shrink(Trial failing, int runs = 600)
    {
        var best = failing;
        bool smaller;
        do
        {
            smaller = false;
            foreach (var candidate in Smaller(best.Scenario))
            {
                if (runs <= 0)
                {
                    return best;
                }

                if (Fails(candidate, failing.Breach!.Promise, ref runs) is { } found)
                {
                    best = found;
                    smaller = true;
                    break;
                }
            }
        }
        while (smaller);
        return best;
    }

    /// <summary>With fewer steps, the order that broke it may be another.</summary>
    private static Trial? Fails(Scenario scenario, string promise, ref int runs)
    {
        for (var order = 0UL; order < Orders; order++)
        {
            runs--;
            var result = Voyage.Run(scenario with { Order = scenario.Order + order });
            if (result.Breach?.Promise == promise)
            {
                return result;
            }
        }

        return null;
    }

    /// <summary>Large parts first.</summary>
    private static IEnumerable<Scenario> Smaller(Scenario of)
    {
        foreach (var postings in Without(of.Postings))
        {
            yield return of with { Postings = postings };
        }

        foreach (var troubles in Without(of.Troubles))
        {
            yield return of with { Troubles = troubles };
        }

        foreach (var target in of.Targets.Skip(of.Targets.Count > 1 ? 0 : 1))
        {
            yield return Without(of, target.Name);
        }

        if (of.Nodes > 1)
        {
            yield return of with { Nodes = of.Nodes - 1, Troubles = [.. of.Troubles.Select(trouble => trouble with { Node = Math.Min(trouble.Node, of.Nodes - 2) })] };
        }

        for (var i = 0; i < of.Postings.Count; i++)
        {
            if (of.Postings[i].Copies.Count > 0)
            {
                yield return of with { Postings = [.. of.Postings.Select((posting, at) => at == i ? posting with { Copies = [.. posting.Copies.Skip(1)] } : posting)] };
            }
        }
    }

    private static Scenario Without(Scenario of, string target) => of with
    {
        Targets = [.. of.Targets.Where(one => one.Name != target)],
        Routes = [.. of.Routes.Where(route => !route.To.Contains(target))],
        Troubles = [.. of.Troubles.Where(trouble => trouble.Target != target || trouble.Kind is < TroubleKind.Refuses or > TroubleKind.Forbidden)],
    };

    /// <summary>Without a half, a quarter, and so on down to one.</summary>
    private static IEnumerable<IReadOnlyList<T>> Without<T>(IReadOnlyList<T> all)
    {
        for (var part = all.Count; part >= 1; part = part > 1 ? (part + 1) / 2 : 0)
        {
            for (var from = 0; from < all.Count; from += part)
            {
                yield return [.. all.Take(from), .. all.Skip(from + part)];
            }
        }
    }
}
