using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Breakwater.PostgresServer;

/// <summary>
/// Lies between a store and its server. It can swallow one answer (the server has done its work, and nobody is told), and it can be closed:
/// then nothing passes and nothing is said, as when a network is cut.
/// </summary>
public sealed class Strait : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly int server;
    private readonly Task accepting;
    private CancellationTokenSource open = new();
    private volatile bool closed;
    private volatile byte[] awaited = [];
    private int swallow;
    private int swallowed;

    /// <summary>Opens it before a server's port.</summary>
    public Strait(int server)
    {
        this.server = server;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>Its own port.</summary>
    public int Port { get; }

    /// <summary>How many answers were swallowed.</summary>
    public int Swallowed => Volatile.Read(ref swallowed);

    /// <summary>The next answer to a question that is asked from now on is not given, and its connection is cut.</summary>
    public void SwallowNextAnswer() => Volatile.Write(ref swallow, 1);

    /// <summary>The same for the next question that has these words in it.</summary>
    public void SwallowNextAnswerTo(string words)
    {
        awaited = Encoding.UTF8.GetBytes(words);
        SwallowNextAnswer();
    }

    /// <summary>Nothing passes any more, and no connection ends by it.</summary>
    public void Close() => closed = true;

    /// <summary>Lets new connections pass; those that were held up are cut.</summary>
    public async Task OpenAsync()
    {
        var held = open;
        open = new CancellationTokenSource();
        closed = false;
        await held.CancelAsync();
        held.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Stop();
        await accepting;
        over.Dispose();
        open.Dispose();
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
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(over.Token, open.Token);
            var asked = false;
            try
            {
                await upstream.ConnectAsync(IPAddress.Loopback, server, cut.Token);
                await Task.WhenAny(
                    CopyAsync(client.GetStream(), upstream.GetStream(), Ask, cut.Token),
                    CopyAsync(upstream.GetStream(), client.GetStream(), Answer, cut.Token));
                await cut.CancelAsync();
            }
            catch (Exception away) when (away is SocketException or OperationCanceledException)
            {
                // The server is away: so is this side.
            }

            bool Ask(ReadOnlySpan<byte> question)
            {
                asked |= question.IndexOf(awaited) >= 0 && Interlocked.CompareExchange(ref swallow, 0, 1) == 1;
                return true;
            }

            bool Answer(ReadOnlySpan<byte> answer)
            {
                if (asked)
                {
                    Interlocked.Increment(ref swallowed);
                }

                return !asked;
            }
        }
    }

    /// <summary>Copies until an end is closed, or until what comes may not go on; holds everything up while the strait is closed.</summary>
    private async Task CopyAsync(NetworkStream from, NetworkStream to, Func<ReadOnlySpan<byte>, bool> mayGoOn, CancellationToken cancellation)
    {
        var buffer = new byte[65_536];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0 && mayGoOn(buffer.AsSpan(0, read));)
            {
                if (closed)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                }

                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // An end is closed: so is the other.
        }
    }
}
