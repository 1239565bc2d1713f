using System.Net;
using System.Net.Sockets;

namespace Breakwater.Delivering;

/// <summary>
/// Where a request may go: to public addresses, and to what <c>network.allow</c> names. Judges numeric addresses only, after name
/// resolution, so odd spellings of a host have been normalised before they come here. An IPv4 address inside an IPv6 one is
/// unwrapped and judged, too. Pure.
/// </summary>
internal static class AddressGuard
{
    private static readonly (IPNetwork Network, string Name)[] Closed =
    [
        .. Named("this network", "0.0.0.0/8"),
        .. Named("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        .. Named("shared by a carrier", "100.64.0.0/10"),
        .. Named("loopback", "127.0.0.0/8", "::1/128"),
        .. Named("link-local (cloud metadata lives there)", "169.254.0.0/16", "fe80::/10"),
        .. Named("reserved for protocols", "192.0.0.0/24", "2001::/23", "5f00::/16"),
        .. Named("documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
        .. Named("a retired relay", "192.88.99.0/24"),
        .. Named("for benchmarks", "198.18.0.0/15"),
        .. Named("multicast", "224.0.0.0/4", "ff00::/8"),
        .. Named("reserved or broadcast", "240.0.0.0/4"),
        .. Named("unspecified", "::/128"),
        .. Named("discard only", "100::/64"),
        .. Named("private", "fc00::/7", "fec0::/10"),
        .. Named("translation inside one network", "64:ff9b:1::/48"),
    ];

    /// <summary>Says what kind of closed address it is; null when a request may go there.</summary>
    /// <param name="address">The address, after resolution.</param>
    /// <param name="allow">The networks of <c>network.allow</c>.</param>
    public static string? Refusal(IPAddress address, IReadOnlyList<IPNetwork> allow)
    {
        // A mapped address is the IPv4 address in other letters: that one is connected to, and that one is judged.
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        for (var i = 0; i < allow.Count; i++)
        {
            if (allow[i].Contains(plain) || allow[i].Contains(address))
            {
                return null;
            }
        }

        return KindOf(plain) ?? (Embedded(plain) is { } inner && KindOf(inner) is { } kind ? $"{kind}, as {inner} inside it" : null);
    }

    private static string? KindOf(IPAddress address)
    {
        foreach (var (network, name) in Closed)
        {
            if (network.Contains(address))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>The IPv4 address that a transition mechanism would deliver to, where the IPv6 address holds one.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || !address.TryWriteBytes(bytes, out _))
        {
            return null;
        }

        ReadOnlySpan<byte> nat64 = [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
        if (bytes.StartsWith(nat64) || !bytes[..12].ContainsAnyExcept((byte)0))
        {
            return new IPAddress(bytes[12..]);
        }

        if (bytes[0] == 0x20 && bytes[1] == 0x02)
        {
            return new IPAddress(bytes[2..6]);
        }

        // ISATAP: the interface half is 0000:5efe (or 0200:5efe) and the address.
        return (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe ? new IPAddress(bytes[12..]) : null;
    }

    private static IEnumerable<(IPNetwork Network, string Name)> Named(string name, params string[] networks) =>
        networks.Select(network => (IPNetwork.Parse(network), name));
}

/// <summary>A target's address is not one that the operator allowed.</summary>
internal sealed class AddressRefusedException(string message) : Exception(message);
