using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;
using Breakwater.Verification;
using Breakwater.Verification.Listing;

namespace Breakwater.Configuration.Rules;

/// <summary>A source that is reconciled says where and how its platform is asked, and how a missed event is told from a known one.</summary>
internal static class SourceReconciling
{
    public static void Check(Draft draft, Report report)
    {
        foreach (var source in draft.Sources)
        {
            if (source.Value.TryGet(SourceOptions.Reconcile, out var reconcile))
            {
                var before = report.Count;
                Check(draft, source.Value, reconcile, report);
                source.Value.Sound &= report.Count == before;
            }
        }
    }

    private static void Check(Draft draft, Values source, Values reconcile, Report report)
    {
        var provider = source.TryGet(SourceOptions.Provider, out var name) ? ProviderNames.Find(name) : null;
        var preset = provider?.Events;
        var declaredNames = reconcile.Place.Node is ConfigurationNode.Mapping mapping ? mapping.Entries.Select(entry => entry.Key).ToArray() : [];
        if (!declaredNames.Contains(ReconcileOptions.Request.Name) && preset is null)
        {
            report.KeyFault(reconcile.Place, $"'{ReconcileOptions.Request.Name}' is missing: {(provider is null ? "without a preset" : $"the preset {provider.Name} knows no list of events, so")} it has to be said", ReconcileOptions.Request.Words);
        }

        CheckAddress(draft, reconcile, preset, report);
        if (reconcile.TryGet(ReconcileOptions.Next, out var next) && NextOptions.Ways.Count(next.Has) != 1)
        {
            report.KeyFault(next.Place, "says no way to the next page, or several", "one of " + string.Join(", ", NextOptions.Ways.Select(way => way.Name)));
        }

        var identity = EventOptions.Compose(preset?.Item ?? new(), reconcile.TryGet(ReconcileOptions.Event, out var section) ? section : null);
        var own = EventOptions.Compose(provider?.Identity ?? GenericSchemes.Identity, source.TryGet(SourceOptions.Event, out var declared) ? declared : null);
        var detail = reconcile.Has(ReconcileOptions.Detail) || preset?.Detail is not null;
        var headers = reconcile.Has(ReconcileOptions.EventHeaders) || preset?.Headers is not null;
        if (identity.Id.Count == 0 && (detail || !own.Id.Any(place => place.Parts.All(part => IsIn(part, headers)))))
        {
            report.KeyFault(
                reconcile.Place,
                detail ? "'event.id' is missing: the list has to say which items are known" : "'event.id' is missing: a missed event is told from a known one by its id, and this source's is not declared",
                "event: { id: /id }");
        }
    }

    /// <summary>True for what an item of a list can hold.</summary>
    private static bool IsIn(SelectorPart part, bool headers) =>
        part.Kind is SelectorKind.Pointer or SelectorKind.Literal or SelectorKind.Absent || (headers && part.Kind == SelectorKind.Header);

    private static void CheckAddress(Draft draft, Values reconcile, EventList? preset, Report report)
    {
        var named = reconcile.TryGet(ReconcileOptions.Destination, out var destination);
        if (named && reconcile.Has(ReconcileOptions.Url))
        {
            report.KeyFault(reconcile.PlaceOf(ReconcileOptions.Destination), "url and destination exclude each other");
        }
        else if (named && draft.Destinations.All(one => one.Name != destination))
        {
            report.Fault(
                reconcile.PlaceOf(ReconcileOptions.Destination), $"there is no destination '{destination}'", null, report.Nearest(destination!, draft.Destinations.Select(one => one.Name)));
        }
        else if (!named && !reconcile.Has(ReconcileOptions.Url) && preset?.Url is null)
        {
            report.KeyFault(reconcile.Place, "'url' is missing: where the platform's API is", ReconcileOptions.Url.Words);
        }

        if (reconcile.TryGet(ReconcileOptions.Url, out var url) && url.Query.Length > 0)
        {
            report.Fault(reconcile.PlaceOf(ReconcileOptions.Url), "holds a query: parameters belong into request, and credentials into token or headers");
        }
    }
}
