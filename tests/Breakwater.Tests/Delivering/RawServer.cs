using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Breakwater.Tests.Delivering;

/// <summary>A server below HTTP: each connection is in the hands of the test, which may misbehave as it likes.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<RawConnection, Task> serve;
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Task accepting;
    private int requests;

    public RawServer(Func<RawConnection, Task> serve)
    {
        this.serve = serve;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}/hooks?a=1");

    public int Requests => Volatile.Read(ref requests);

    /// <summary>A server that reads one request and writes these bytes.</summary>
    public static RawServer Answering(string answer) => new(async connection =>
    {
        await connection.ReadRequestAsync();
        await connection.WriteAsync(answer);
    });

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stop.Dispose();
    }

    internal void Count() => Interlocked.Increment(ref requests);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptSocketAsync(stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await serve(new RawConnection(this, socket, stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException)
            {
                // The other side has seen enough.
            }
        }
    }
}

/// <summary>One connection of a <see cref="RawServer"/>.</summary>
internal sealed class RawConnection(RawServer server, Socket socket, CancellationToken stop)
{
    public CancellationToken Stop => stop;

    /// <summary>Reads one request, head and body.</summary>
    public async Task<(string Head, byte[] Body)> ReadRequestAsync()
    {
        var bytes = new List<byte>();
        int end;
        while ((end = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            await ReadSomeAsync(bytes);
        }

        server.Count();
        var head = Encoding.Latin1.GetString([.. bytes[..end]]);
        var line = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        var length = line is null ? 0 : int.Parse(line["Content-Length:".Length..], System.Globalization.CultureInfo.InvariantCulture);
        while (bytes.Count < end + 4 + length)
        {
            await ReadSomeAsync(bytes);
        }

        return (head, [.. bytes[(end + 4)..]]);
    }

    /// <summary>Reads whatever comes first.</summary>
    public Task ReadAsync() => ReadSomeAsync([]);

    public async Task WriteAsync(string text) => await socket.SendAsync(Encoding.Latin1.GetBytes(text), stop);

    public void Reset() => socket.LingerState = new LingerOption(true, 0);

    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);

    private async Task ReadSomeAsync(List<byte> into)
    {
        var buffer = new byte[4096];
        var count = await socket.ReceiveAsync(buffer, stop);
        if (count == 0)
        {
            throw new IOException("the client closed");
        }

        into.AddRange(buffer[..count]);
    }
}
