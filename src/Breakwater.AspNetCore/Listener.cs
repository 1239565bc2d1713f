using System.Net;
using Breakwater.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Breakwater.AspNetCore;

/// <summary>One address that Kestrel listens on: it marks each connection with its door and bounds how many there are.</summary>
internal sealed class Listener
{
    private readonly Uri address;
    private readonly Door door;
    private readonly int most;
    private ListenOptions? bound;
    private int open;

    /// <param name="address">Scheme, IP address or <c>localhost</c>, and port (0: any free one).</param>
    /// <param name="ingress">Webhooks are taken here.</param>
    /// <param name="admin">The API answers here.</param>
    /// <param name="most">Connections at once; one more is closed.</param>
    /// <exception cref="ArgumentException">The address is not one that can be listened on.</exception>
    public Listener(Uri address, bool ingress, bool admin, int most)
    {
        if (address.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException($"{address}: only http addresses can be listened on; TLS ends at a proxy before Breakwater", nameof(address));
        }

        this.address = address;
        this.most = most;
        door = new Door(ingress, admin, address.IsLoopback);
    }

    /// <summary>The address with its real port; known once Kestrel listens.</summary>
    public Uri Address => bound?.IPEndPoint is { } end ? new UriBuilder(address) { Port = end.Port }.Uri : address;

    /// <summary>The listeners of a configuration: two, or one where both addresses are the same.</summary>
    public static (Listener Ingress, Listener Admin) Of(ListenSettings listen, int connections)
    {
        const int adminConnections = 1_024;
        if (listen.Ingress == listen.Admin && listen.Ingress.Port != 0)
        {
            var one = new Listener(listen.Ingress, ingress: true, admin: true, connections);
            return (one, one);
        }

        return (new Listener(listen.Ingress, ingress: true, admin: false, connections),
            new Listener(listen.Admin, ingress: false, admin: true, adminConnections));
    }

    /// <summary>Adds itself to the server.</summary>
    public void Listen(KestrelServerOptions kestrel)
    {
        if (address.Host == "localhost" && address.Port != 0)
        {
            kestrel.ListenLocalhost(address.Port, Configure);
            return;
        }

        kestrel.Listen(Ip(), address.Port, Configure);
    }

    private IPAddress Ip()
    {
        if (address.Host == "localhost")
        {
            return IPAddress.Loopback;
        }

        return IPAddress.TryParse(address.DnsSafeHost, out var ip)
            ? ip
            : throw new ArgumentException($"{address}: listen on an IP address (0.0.0.0 for all) or on localhost, not on a name");
    }

    private void Configure(ListenOptions options)
    {
        // Without TLS there is nothing to agree on HTTP/2 with.
        options.Protocols = HttpProtocols.Http1;
        options.Use(next => connection => AcceptAsync(next, connection));
        bound = options;
    }

    private async Task AcceptAsync(ConnectionDelegate next, ConnectionContext connection)
    {
        if (Interlocked.Increment(ref open) > most)
        {
            Interlocked.Decrement(ref open);
            connection.Abort(new ConnectionAbortedException("too many connections"));
            return;
        }

        try
        {
            connection.Features.Set(door);
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref open);
        }
    }
}
