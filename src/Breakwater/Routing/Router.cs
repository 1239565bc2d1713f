using System.Collections.Frozen;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Verification.Json;

namespace Breakwater.Routing;

/// <summary>
/// Which destinations an event goes to, for one configuration: a pure function, compiled once. A reload makes a new router.
/// </summary>
internal sealed class Router
{
    private readonly Settings settings;
    private readonly FrozenDictionary<string, SourceRoutes> sources;

    /// <summary>Compiles the routes of a configuration.</summary>
    public Router(Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        this.settings = settings;
        sources = settings.Routes
            .SelectMany(route => route.From)
            .Distinct(StringComparer.Ordinal)
            .ToFrozenDictionary(source => source, source => new SourceRoutes([.. settings.Routes.Where(route => route.From.Contains(source))]));
    }

    /// <summary>Where the event goes: each destination at most once, however many routes lead there.</summary>
    public Plan Plan(Event evt)
    {
        ArgumentNullException.ThrowIfNull(evt);
        return sources.TryGetValue(evt.Source, out var routes) ? routes.Plan(evt) : Routing.Plan.Nowhere;
    }

    /// <summary>
    /// What changes the event on its way to a destination: the transform of the first route that leads it there, for the configuration's
    /// rules make the others agree. Null where none does, or where no route leads there any more.
    /// </summary>
    public ITransform? TransformFor(Event evt, string destination)
    {
        ArgumentNullException.ThrowIfNull(evt);
        return sources.TryGetValue(evt.Source, out var routes) ? routes.TransformFor(evt, destination) : null;
    }

    /// <summary>What each route of the configuration makes of the event, and why: for people, not for the hot path.</summary>
    public IReadOnlyList<RouteVerdict> Explain(Event evt)
    {
        ArgumentNullException.ThrowIfNull(evt);
        return [.. settings.Routes.Select((route, number) =>
        {
            var why = route.From.Contains(evt.Source) ? new SourceRoutes([route]).Why(evt) : $"it is for events from {string.Join(", ", route.From)}";
            return new RouteVerdict(number, why is null, why ?? "matched", route.To);
        })];
    }

    /// <summary>
    /// Where the event goes when it is sent again to destinations of a person's choice, those that exist: in the order in which its routes lead
    /// there; where none of them matches, in the strictest of any route from its source, for old news must not win on this way either.
    /// </summary>
    internal Plan Plan(Event evt, IReadOnlyList<string> to)
    {
        var plan = Plan(evt);
        sources.TryGetValue(evt.Source, out var routes);
        string[] named = [.. to.Where(Knows).Distinct(StringComparer.Ordinal)];
        return new Plan([.. named.Select(destination =>
            plan.Stops.FirstOrDefault(stop => stop.Destination == destination) is { Destination: not null } stop ? stop
            : routes?.StrictestTo(destination) ?? new Stop(destination))])
        {
            Entities = [.. (routes?.Entities ?? []).Where(stop => named.Contains(stop.Destination, StringComparer.Ordinal))],
        };
    }

    /// <summary>True when there is a destination of this name.</summary>
    internal bool Knows(string destination) => settings.Destinations.ContainsKey(destination);

    /// <summary>The routes of one source.</summary>
    private sealed class SourceRoutes
    {
        private readonly CompiledRoute[] routes;
        private readonly Conditions conditions;
        private readonly FrozenSet<string> transformed;

        public SourceRoutes(IReadOnlyList<RouteSettings> settings)
        {
            conditions = new Conditions(settings);
            routes = [.. settings.Select(route => new CompiledRoute(route, conditions))];
            transformed = settings.Where(route => route.Transform is not null).SelectMany(route => route.To).ToFrozenSet(StringComparer.Ordinal);
        }

        public Plan Plan(Event evt)
        {
            CompiledRoute? single = null;
            List<Stop>? several = null;
            List<EntityStop>? entities = null;
            PointerValue[]? values = null;
            foreach (var route in routes)
            {
                if (!route.TypeMatches(evt.Type) || (route.LooksInside && !route.ConditionsHold(values ??= conditions.Read(evt.Body).Values)))
                {
                    continue;
                }

                if (single is null)
                {
                    single = route;
                    continue;
                }

                several ??= [.. single.Plan.Stops];
                entities ??= [.. single.Plan.Entities];
                Join(several, route.Plan);
                entities.AddRange(route.Plan.Entities);
            }

            return several is not null ? new Plan(several) { Entities = entities! } : single?.Plan ?? Routing.Plan.Nowhere;
        }

        public ITransform? TransformFor(Event evt, string destination)
        {
            if (!transformed.Contains(destination))
            {
                return null;
            }

            PointerValue[]? values = null;
            return routes.FirstOrDefault(route =>
                route.Plan.Destinations.Contains(destination)
                && route.TypeMatches(evt.Type)
                && (!route.LooksInside || route.ConditionsHold(values ??= conditions.Read(evt.Body).Values)))?.Transform;
        }

        /// <summary>Where any route leads what an entity applied.</summary>
        public IEnumerable<EntityStop> Entities => routes.SelectMany(route => route.Plan.Entities);

        /// <summary>The strictest order in which any route leads to a destination.</summary>
        public Stop StrictestTo(string destination) => routes
            .SelectMany(route => route.Plan.Stops)
            .Where(stop => stop.Destination == destination)
            .Aggregate(new Stop(destination), (one, other) => one.Stricter(other));

        private static void Join(List<Stop> several, Plan plan)
        {
            foreach (var stop in plan.Stops)
            {
                var known = several.FindIndex(one => one.Destination == stop.Destination);
                if (known < 0)
                {
                    several.Add(stop);
                }
                else
                {
                    several[known] = several[known].Stricter(stop);
                }
            }
        }

        public string? Why(Event evt)
        {
            var (values, fault) = conditions.Read(evt.Body);
            return routes[0].Why(evt.Type, values, routes[0].LooksInside ? fault : null);
        }
    }
}
