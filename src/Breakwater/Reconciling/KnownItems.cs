using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Storage;
using Breakwater.Verification.Listing;

namespace Breakwater.Reconciling;

/// <summary>What is known of an item: one of the nested records.</summary>
internal abstract record Knowledge
{
    private Knowledge()
    {
    }

    /// <summary>It came by itself.</summary>
    public sealed record Known : Knowledge;

    /// <summary>This very run has recorded it, in a step that was not committed.</summary>
    public sealed record Recovered(EventId By) : Knowledge;

    /// <summary>It never came.</summary>
    public sealed record Missed : Knowledge;
}

/// <summary>Which items are recorded already. Asking counts nothing: an item of a list is not an arrival.</summary>
internal sealed class KnownItems(SourceSettings source, ItemMatch match, ReconcilingParts parts)
{
    private const int VersionsLooked = 50;

    /// <summary>Looks for all items of a page.</summary>
    public async Task<Func<ListItem, Knowledge>> FindAsync(IReadOnlyList<ListItem> items, Reconciliation run, CancellationToken stop)
    {
        var known = await parts.Store.Events.KnownAsync(source.Name, [.. items.Select(item => item.Said.Id!)], stop);
        var ours = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (id, evt) in known.Where(one => one.Value.Value.CompareTo(run.Id.Value) > 0))
        {
            if ((await parts.Store.Search.EventAsync(evt, stop))?.Summary.Event.RecoveredBy == run.Id)
            {
                ours.Add(id);
            }
        }

        var versions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in match == ItemMatch.Version ? items.Where(item => !known.ContainsKey(item.Said.Id!)) : [])
        {
            if (await HasVersionAsync(item, stop))
            {
                versions.Add(item.Said.Id!);
            }
        }

        return item => ours.Contains(item.Said.Id!) ? new Knowledge.Recovered(known[item.Said.Id!])
            : known.ContainsKey(item.Said.Id!) || versions.Contains(item.Said.Id!) ? new Knowledge.Known()
            : new Knowledge.Missed();
    }

    /// <summary>True when an event of the item's key has its version, or a newer one.</summary>
    private async Task<bool> HasVersionAsync(ListItem item, CancellationToken stop)
    {
        var rank = VersionRank.Of(item.Said.Version);
        var page = await parts.Store.Search.EventsAsync(new EventFilter { Source = source.Name, Key = item.Said.Key }, new PageRequest(VersionsLooked, After: null), stop);
        return page.Items.Any(line => VersionRank.Of(line.Event.Version) is { } came && (came == rank || VersionRank.IsOlder(rank, came)));
    }
}
