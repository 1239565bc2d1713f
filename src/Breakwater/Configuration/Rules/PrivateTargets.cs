using System.Net;
using Breakwater.Configuration.Options;
using Breakwater.Configuration.Sections;

namespace Breakwater.Configuration.Rules;

/// <summary>
/// A destination given by an address that is plainly not public, and that <c>network.allow</c> does not list: a warning, because every
/// attempt will be refused. The guard at the network decides; this only says it early.
/// </summary>
internal static class PrivateTargets
{
    private static readonly IPNetwork[] NotPublic =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fe80::/10"),
    ];

    public static void Check(Draft draft, Report report)
    {
        IPNetwork[] allowed = draft.Root.TryGet(RootOptions.Network, out var network) ? [.. network.Get(NetworkOptions.Allow).Select(n => n.Value)] : [];
        foreach (var destination in draft.Destinations)
        {
            if (destination.Value.TryGet(DestinationOptions.Url, out var url)
                && AddressesOf(url) is { Length: > 0 } addresses
                && Array.TrueForAll(addresses, a => NotPublic.Any(n => Contains(n, a)) && !allowed.Any(n => Contains(n, a))))
            {
                report.Warn(destination.Value.PlaceOf(DestinationOptions.Url), "this address is not public and network.allow does not list it: every attempt will be refused");
            }
        }
    }

    private static IPAddress[] AddressesOf(Uri url) =>
        url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : IPAddress.TryParse(url.DnsSafeHost, out var address) ? [address]
        : [];

    private static bool Contains(IPNetwork network, IPAddress address) => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);
}
