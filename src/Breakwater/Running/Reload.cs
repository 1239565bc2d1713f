using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Storage;

namespace Breakwater.Running;

/// <summary>Why a new configuration cannot be taken over while the server runs; empty when it can.</summary>
internal static class Reload
{
    public static async Task<IReadOnlyList<string>> RefusalsAsync(Settings now, Settings next, IDeliveryStore store, CancellationToken cancellation)
    {
        var refusals = new List<string>();
        if (next.Listen != now.Listen)
        {
            refusals.Add("listen: addresses are taken over at a restart only");
        }

        if (next.Store with { Keep = now.Store.Keep } != now.Store)
        {
            refusals.Add("store: the store is changed at a restart only");
        }

        var gone = now.Destinations.Keys.Where(name => !next.Destinations.ContainsKey(name)).ToHashSet(StringComparer.Ordinal);
        if (gone.Count > 0)
        {
            refusals.AddRange((await store.BacklogsAsync(cancellation))
                .Where(backlog => gone.Contains(backlog.Destination))
                .Select(backlog => string.Create(
                    CultureInfo.InvariantCulture,
                    $"destinations.{backlog.Destination}: it is still owed {backlog.Waiting} deliveries; keep it with 'retired: true' until they are worked off, or cancel them")));
        }

        return refusals;
    }
}
