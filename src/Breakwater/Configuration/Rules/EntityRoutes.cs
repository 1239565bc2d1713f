using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>A route that delivers what an entity applied names a kind of entity that there is, whose events come from its sources.</summary>
internal static class EntityRoutes
{
    public static void Check(Draft draft, Report report)
    {
        var kinds = draft.Entities.Select(entity => entity.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var route in draft.Routes.Select(route => route.Value).Where(route => route.Has(RouteOptions.Entity)))
        {
            var name = route.Get(RouteOptions.Entity);
            if (route.Has(RouteOptions.Order))
            {
                report.KeyFault(route.PlaceOf(RouteOptions.Order), "order and entity exclude each other: an entity says the order");
            }

            if (!kinds.Contains(name))
            {
                var nearest = report.Nearest(name, kinds);
                report.Fault(route.PlaceOf(RouteOptions.Entity), $"there is no entity '{name}'", nearest is null ? "the name of an entity of this file" : null, nearest);
                continue;
            }

            CheckSources(route, draft.Entities.First(entity => entity.Name == name), report);
        }
    }

    private static void CheckSources(Values route, Named<Values> entity, Report report)
    {
        if (!route.TryGet(RouteOptions.From, out var from) || !entity.Value.TryGet(EntityOptions.Events, out var events))
        {
            return;
        }

        var sources = events.SelectMany(evt => evt.Value.TryGet(EntityEventOptions.From, out var names) ? names : []).Select(name => name.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var source in from.Where(source => !sources.Contains(source.Value)))
        {
            report.Warn(source.Place, $"no event of the entity '{entity.Name}' comes from this source: the route delivers nothing of it");
        }
    }
}
