using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>What nothing leads to, and what is open to anybody: warnings.</summary>
internal static class UnusedParts
{
    public static void Check(Draft draft, Report report)
    {
        var from = Named(draft, RouteOptions.From);
        from.UnionWith(draft.Entities
            .SelectMany(e => e.Value.TryGet(EntityOptions.Events, out var events) ? events : [])
            .SelectMany(e => e.Value.TryGet(EntityEventOptions.From, out var names) ? names : [])
            .Select(n => n.Value));
        var to = Named(draft, RouteOptions.To);
        to.UnionWith(draft.Destinations
            .SelectMany(d => d.Value.TryGet(DestinationOptions.Fallback, out var items) ? items : [])
            .Select(item => item.Value.TryGet(FallbackOptions.Destination, out var name) ? name : ""));
        foreach (var source in draft.Sources)
        {
            if (!from.Contains(source.Name))
            {
                report.Warn(source.Place, "no route leads from this source: its events are recorded and delivered nowhere");
            }

            if (source.Value.TryGet(SourceOptions.Verify, out var verify)
                && verify.TryGet(VerifyOptions.Scheme, out var scheme)
                && scheme == VerifyOptions.None)
            {
                report.Warn(source.Place, "accepts anything unsigned: whoever reaches the ingress listener can send events");
            }
        }

        foreach (var destination in draft.Destinations)
        {
            if (!to.Contains(destination.Name) && !destination.Value.Get(DestinationOptions.Retired))
            {
                report.Warn(destination.Place, "no route leads to this destination");
            }
        }
    }

    private static HashSet<string> Named(Draft draft, Option<IReadOnlyList<Placed<string>>> option) =>
        draft.Routes.SelectMany(r => r.Value.TryGet(option, out var names) ? names : []).Select(n => n.Value).ToHashSet(StringComparer.Ordinal);
}
