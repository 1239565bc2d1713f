using System.Net;
using System.Net.Sockets;

namespace Breakwater.Dashboard.Tests;

/// <summary>A wire to a server that can be cut: what is open breaks, and what is new is refused until it is open again.</summary>
internal sealed class Gate : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> open = [];
    private readonly Uri server;
    private readonly Task accepting;
    private bool closed;

    private Gate(Uri server)
    {
        this.server = server;
        listener.Start();
        Address = new UriBuilder(server) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri;
        accepting = AcceptAsync();
    }

    public Uri Address { get; }

    public static Gate To(Uri server) => new(server);

    /// <summary>Cuts the wire.</summary>
    public void Close()
    {
        lock (open)
        {
            closed = true;
            foreach (var client in open)
            {
                client.Close();
            }

            open.Clear();
        }
    }

    /// <summary>Joins it again.</summary>
    public void Open()
    {
        lock (open)
        {
            closed = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Close();
        await accepting;
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using var kept = near;
        lock (open)
        {
            if (closed)
            {
                return;
            }

            open.AddRange([near, far]);
        }

        try
        {
            await far.ConnectAsync(server.Host, server.Port);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception fault) when (fault is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }
}
