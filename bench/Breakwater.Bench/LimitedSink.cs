using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Breakwater.Bench;

/// <summary>
/// A destination that is away at first, and then takes so many requests a second and answers 503 to what is beyond. It notes when each came.
/// </summary>
internal sealed class LimitedSink : IDisposable
{
    private static readonly byte[] Good = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    private static readonly byte[] TooMuch = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly Lock gate = new();
    private readonly int perSecond;
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly List<(double At, bool Taken)> requests = [];
    private long begin;
    private long second = -1;
    private int taken;

    public LimitedSink(int perSecond)
    {
        this.perSecond = perSecond;

        // Bound and not listening: whoever comes is refused.
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");
    }

    public Uri Address { get; }

    /// <summary>What came so far: seconds since the first, and whether it was taken.</summary>
    public IReadOnlyList<(double At, bool Taken)> Requests
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>So many were taken.</summary>
    public int Taken
    {
        get
        {
            lock (gate)
            {
                return requests.Count(request => request.Taken);
            }
        }
    }

    /// <summary>It is back.</summary>
    public void Open()
    {
        listener.Listen(1024);
        _ = AcceptAsync();
    }

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptAsync());
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var bytes = new byte[256 * 1024];
            var count = 0;
            try
            {
                while (await socket.ReceiveAsync(bytes.AsMemory(count)) is > 0 and var read)
                {
                    count += read;
                    for (var length = HttpMessage.Length(bytes.AsSpan(0, count)); length >= 0 && count > 0; length = HttpMessage.Length(bytes.AsSpan(0, count)))
                    {
                        bytes.AsSpan(length, count - length).CopyTo(bytes);
                        count -= length;
                        await socket.SendAsync(Take() ? Good : TooMuch);
                    }
                }
            }
            catch (SocketException)
            {
                // Who asked has gone.
            }
        }
    }

    private bool Take()
    {
        lock (gate)
        {
            begin = begin == 0 ? Stopwatch.GetTimestamp() : begin;
            var at = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            (second, taken) = (long)at == second ? (second, taken + 1) : ((long)at, 1);
            requests.Add((at, taken <= perSecond));
            return taken <= perSecond;
        }
    }
}
