using System.Net;
using System.Net.Sockets;

namespace Breakwater.PostgreSql.Tests;

/// <summary>Lies between a store and its server, and can swallow one answer: the server has done its work, and nobody is told.</summary>
internal sealed class Strait : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly int server;
    private readonly Task accepting;
    private int swallow;

    public Strait(int server)
    {
        this.server = server;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>How many answers were swallowed.</summary>
    public int Swallowed { get; private set; }

    /// <summary>The next answer to a question that is asked from now on is not given, and its connection is cut.</summary>
    public void SwallowNextAnswer() => Volatile.Write(ref swallow, 1);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await accepting;
        over.Dispose();
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                passing.Add(PassAsync(await listener.AcceptTcpClientAsync(over.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // Over.
        }

        await Task.WhenAll(passing);
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        {
            using var upstream = new TcpClient();
            await upstream.ConnectAsync(IPAddress.Loopback, server, over.Token);
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
            var asked = false;
            await Task.WhenAny(
                CopyAsync(client.GetStream(), upstream.GetStream(), Ask, cut.Token),
                CopyAsync(upstream.GetStream(), client.GetStream(), Answer, cut.Token));
            await cut.CancelAsync();

            bool Ask()
            {
                asked |= Interlocked.CompareExchange(ref swallow, 0, 1) == 1;
                return true;
            }

            bool Answer()
            {
                Swallowed += asked ? 1 : 0;
                return !asked;
            }
        }
    }

    /// <summary>Copies until an end is closed, or until what comes may not go on.</summary>
    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Func<bool> mayGoOn, CancellationToken cancellation)
    {
        var buffer = new byte[65_536];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0 && mayGoOn();)
            {
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        catch (Exception closed) when (closed is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // An end is closed: so is the other.
        }
    }
}
