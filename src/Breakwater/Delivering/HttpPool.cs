using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Breakwater.Configuration;

namespace Breakwater.Delivering;

/// <summary>The connections to one destination, under one configuration. Closed at once when nobody uses it, else by the last who leaves.</summary>
internal sealed class HttpPool
{
    private readonly Lock gate = new();
    private readonly DestinationSettings destination;
    private readonly NetworkSettings network;
    private readonly TimeProvider clock;
    private readonly TimeSpan connectTimeout;
    private int users;
    private bool closed;
    private long usedAt;

    public HttpPool(DestinationSettings destination, NetworkSettings network, TimeProvider clock)
    {
        this.destination = destination;
        this.network = network;
        this.clock = clock;
        connectTimeout = destination.Timeout < destination.ConnectTimeout ? destination.Timeout : destination.ConnectTimeout;
        Client = new HttpMessageInvoker(Handler(), disposeHandler: true);
    }

    public HttpMessageInvoker Client { get; }

    /// <summary>True when this pool is right for a destination's settings, in these networks.</summary>
    public bool Serves(DestinationSettings other, NetworkSettings allowed) => ReferenceEquals(network, allowed)
        && (ReferenceEquals(destination, other) || IsSameTarget(other));

    /// <summary>Takes part; false when it is closed already.</summary>
    public bool TryEnter()
    {
        lock (gate)
        {
            users += closed ? 0 : 1;
            return !closed;
        }
    }

    public void Leave(long now)
    {
        bool last;
        lock (gate)
        {
            users--;
            usedAt = now;
            last = closed && users == 0;
        }

        if (last)
        {
            Client.Dispose();
        }
    }

    public void Close()
    {
        bool last;
        lock (gate)
        {
            last = !closed && users == 0;
            closed = true;
        }

        if (last)
        {
            Client.Dispose();
        }
    }

    public bool TryCloseIdle(long now, TimeSpan idleFor)
    {
        lock (gate)
        {
            if (closed || users > 0 || clock.GetElapsedTime(usedAt, now) < idleFor)
            {
                return closed;
            }
        }

        Close();
        return true;
    }

    private bool IsSameTarget(DestinationSettings other) =>
        destination.Url.Scheme == other.Url.Scheme
        && destination.Url.Authority == other.Url.Authority
        && destination.Timeout == other.Timeout
        && destination.ConnectTimeout == other.ConnectTimeout
        && destination.Concurrency == other.Concurrency;

    private SocketsHttpHandler Handler() => new()
    {
        MaxConnectionsPerServer = destination.Concurrency,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),   // so that a fail-over by DNS is seen
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ConnectTimeout = connectTimeout,
        ConnectCallback = ConnectAsync,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        Expect100ContinueTimeout = TimeSpan.Zero,
        MaxResponseHeadersLength = 32,                        // KiB
        MaxResponseDrainSize = 0,                             // an answer that is not read to its end costs its connection, not our time
        ActivityHeadersPropagator = null,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => TlsFailure.Check(certificate, chain, errors, clock),
        },
        PreAuthenticate = false,
        Credentials = null,
    };

    /// <summary>One resolution; each address is judged; only one that was judged is connected to.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        var open = Array.FindAll(addresses, address => AddressGuard.Refusal(address, network.Allow) is null);
        if (open.Length == 0)
        {
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : Refuse(host, addresses[0]);
        }

        for (var i = 0; ; i++)
        {
            // One dead address of several leaves the others their share of the time.
            using var share = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var bell = clock.CreateTimer(
                static state => ((CancellationTokenSource)state!).Cancel(), share, connectTimeout / open.Length, Timeout.InfiniteTimeSpan);
            try
            {
                return await OpenAsync(open[i], port, share.Token);
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                // The next one may be alive; the last one's failure is the answer.
                if (i == open.Length - 1)
                {
                    throw failure as SocketException ?? new SocketException((int)SocketError.TimedOut);
                }
            }
        }
    }

    private static async Task<Stream> OpenAsync(IPAddress address, int port, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private AddressRefusedException Refuse(string host, IPAddress address) =>
        new($"refused: {host} is at {address}, and that is {AddressGuard.Refusal(address, network.Allow)}; name it in network.allow if it is meant");
}
