using System.Net;
using Breakwater.Configuration;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore;

/// <summary>
/// Who a request is from. Only what a trusted proxy says of others counts: <c>X-Forwarded-For</c> is read from its end, hop by hop, as long as
/// the hop before is in <c>listen.trustedProxies</c>. What a client wrote itself stands before that, and is never reached.
/// </summary>
internal static class ClientAddress
{
    private const string Header = "X-Forwarded-For";
    private const int HopsMost = 16;

    /// <summary>The client's address; null where the connection has none.</summary>
    public static IPAddress? Of(HttpContext context, ListenSettings listen)
    {
        var address = Plain(context.Connection.RemoteIpAddress);
        if (listen.TrustedProxies.Count == 0 || address is null || !Trusts(listen, address))
        {
            return address;
        }

        var lines = context.Request.Headers[Header];
        var hops = 0;
        for (var line = lines.Count - 1; line >= 0; line--)
        {
            var rest = lines[line].AsSpan();
            while (!rest.IsEmpty)
            {
                var comma = rest.LastIndexOf(',');
                var hop = rest[(comma + 1)..].Trim();
                rest = comma < 0 ? [] : rest[..comma];
                if (++hops > HopsMost || !TryRead(hop, out var next))
                {
                    return address;
                }

                address = next;
                if (!Trusts(listen, address))
                {
                    return address;
                }
            }
        }

        return address;
    }

    /// <summary>An address, with or without a port, with or without brackets.</summary>
    private static bool TryRead(ReadOnlySpan<char> hop, out IPAddress address)
    {
        if (IPAddress.TryParse(hop, out var plain) && !hop.Contains('%'))
        {
            address = Plain(plain)!;
            return true;
        }

        var read = IPEndPoint.TryParse(hop, out var end);
        address = read ? Plain(end!.Address)! : IPAddress.None;
        return read;
    }

    private static bool Trusts(ListenSettings listen, IPAddress address) => listen.TrustedProxies.Any(network => network.Contains(address));

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
