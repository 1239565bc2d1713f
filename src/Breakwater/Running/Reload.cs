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
        if (!AreSame(now.Listen, next.Listen))
        {
            refusals.Add("listen: addresses and trusted proxies are taken over at a restart only");
        }

        if (!AreSame(now.Store, next.Store))
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

    /// <summary>Lists of equal values are equal here, which they are not to records.</summary>
    private static bool AreSame(ListenSettings now, ListenSettings next) =>
        next with { TrustedProxies = now.TrustedProxies } == now && next.TrustedProxies.SequenceEqual(now.TrustedProxies);

    /// <inheritdoc cref="AreSame(ListenSettings, ListenSettings)"/>
    private static bool AreSame(StoreSettings now, StoreSettings next) =>
        next with { Keep = now.Keep, EncryptKeys = now.EncryptKeys } == now && next.EncryptKeys.Select(key => key.Id).SequenceEqual(now.EncryptKeys.Select(key => key.Id));
}
