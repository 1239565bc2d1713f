using System.Globalization;
using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>
/// An event makes one delivery for each destination, however many routes lead there: so routes that may lead the same event to the same
/// destination agree about its transform.
/// </summary>
internal static class OneTransform
{
    /// <summary>Routes of one source to one destination that are compared with each other, at most; more are a machine's work.</summary>
    private const int MaxCompared = 200;

    public static void Check(Draft draft, Report report)
    {
        foreach (var group in Ways(draft).GroupBy(way => (way.Source, way.Destination)).Where(group => group.Any(way => way.Transform is not null)))
        {
            var ways = group.Take(MaxCompared).ToArray();
            for (var later = 1; later < ways.Length; later++)
            {
                var clash = ways.Take(later).FirstOrDefault(earlier => earlier.Transform != ways[later].Transform && MayBothMatch(earlier.Route, ways[later].Route));
                if (clash.Route is not null)
                {
                    Tell(report, clash, ways[later]);
                }
            }
        }
    }

    private static IEnumerable<Way> Ways(Draft draft) =>
        from indexed in draft.Routes.Select((route, number) => (Route: route.Value, Number: number))
        let transform = indexed.Route.TryGet(RouteOptions.Transform, out var path) ? path : null
        from source in Names(indexed.Route, RouteOptions.From)
        from destination in Names(indexed.Route, RouteOptions.To)
        select new Way(indexed.Number, indexed.Route, source, destination, transform);

    private static IEnumerable<string> Names(Values route, Option<IReadOnlyList<Placed<string>>> option) =>
        route.TryGet(option, out var names) ? names.Select(name => name.Value).Distinct(StringComparer.Ordinal) : [];

    private static void Tell(Report report, Way earlier, Way later) => report.KeyFault(
        later.Transform is null ? later.Route.Place : later.Route.PlaceOf(RouteOptions.Transform),
        string.Create(
            CultureInfo.InvariantCulture,
            $"this route and routes[{earlier.Number}] may lead the same event of '{later.Source}' to '{later.Destination}', which gets it once, with different transforms: tell them apart by types or where, or give both the same"));

    private static bool MayBothMatch(Values one, Values other) => TypesMeet(one.Get(RouteOptions.Types), other.Get(RouteOptions.Types)) && ConditionsMeet(one, other);

    private static bool TypesMeet(IReadOnlyList<Placed<string>> one, IReadOnlyList<Placed<string>> other) =>
        one.Count == 0 || other.Count == 0 || one.Any(a => other.Any(b => Meet(a.Value, b.Value)));

    private static bool ConditionsMeet(Values one, Values other) => one.Get(RouteOptions.Where).All(a => other.Get(RouteOptions.Where)
        .Where(b => b.Name == a.Name)
        .All(b => a.Value.Any(value => b.Value.Any(wanted => wanted.Value == value.Value))));

    /// <summary>True when some text fits both patterns, in which <c>*</c> stands for any text.</summary>
    internal static bool Meet(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        // reach[j]: what was looked at of one can stand for the first j characters of other.
        var reach = new bool[other.Length + 1];
        reach[0] = true;
        for (var j = 1; j <= other.Length; j++)
        {
            reach[j] = reach[j - 1] && other[j - 1] == '*';
        }

        foreach (var letter in one)
        {
            var before = reach[0];
            reach[0] = before && letter == '*';
            for (var j = 1; j <= other.Length; j++)
            {
                var (diagonal, above) = (before, reach[j]);
                before = above;
                reach[j] = letter == '*' || other[j - 1] == '*'
                    ? above || reach[j - 1]
                    : diagonal && letter == other[j - 1];
            }
        }

        return reach[other.Length];
    }

    private readonly record struct Way(int Number, Values Route, string Source, string Destination, string? Transform);
}
