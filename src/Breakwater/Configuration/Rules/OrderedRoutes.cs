using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;
using Breakwater.Model;

namespace Breakwater.Configuration.Rules;

/// <summary>Whether the order of a route can be kept, and means what was probably meant: warnings.</summary>
internal static class OrderedRoutes
{
    public static void Check(Draft draft, Report report)
    {
        var keyless = draft.Sources.Where(source => !GivesKeys(source.Value)).Select(source => source.Name).ToHashSet(StringComparer.Ordinal);
        var orders = new Dictionary<(string From, string To), DeliveryOrder>();
        foreach (var route in draft.Routes)
        {
            var order = route.Value.Get(RouteOptions.Order);
            if (route.Value.Has(RouteOptions.Entity))
            {
                // Its order is that in which an entity applies events.
                continue;
            }

            if (order == DeliveryOrder.None && route.Value.Has(RouteOptions.OnDead))
            {
                report.Warn(route.Value.PlaceOf(RouteOptions.OnDead), "does nothing without an order: set 'order: key' or 'order: latest', or leave it out");
            }

            foreach (var from in Names(route.Value, RouteOptions.From))
            {
                if (order != DeliveryOrder.None && keyless.Contains(from))
                {
                    report.Warn(
                        route.Value.PlaceOf(RouteOptions.Order),
                        $"the source '{from}' gives its events no key, so they go without order: declare event.key, or publish them with a key");
                }

                Compare(route.Value, from, order, orders, report);
            }
        }
    }

    private static void Compare(
        Values route, string from, DeliveryOrder order, Dictionary<(string From, string To), DeliveryOrder> orders, Report report)
    {
        foreach (var to in Names(route, RouteOptions.To))
        {
            if (!orders.TryAdd((from, to), order) && orders[(from, to)] != order)
            {
                report.Warn(
                    route.PlaceOf(RouteOptions.Order),
                    $"another route from '{from}' to '{to}' has another order: where both match, the stricter counts (key before latest before none, hold before skip)");
            }
        }
    }

    private static IEnumerable<string> Names(Values route, Option<IReadOnlyList<Placed<string>>> option) =>
        route.TryGet(option, out var names) ? names.Select(name => name.Value).Distinct(StringComparer.Ordinal) : [];

    private static bool GivesKeys(Values source)
    {
        var preset = source.TryGet(SourceOptions.Provider, out var provider) ? ProviderNames.Find(provider)?.Identity : GenericSchemes.Identity;
        return preset is null || EventOptions.Compose(preset, source.TryGet(SourceOptions.Event, out var section) ? section : null).Key.Count > 0;
    }
}
