using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Breakwater.Bench;

/// <summary>A destination that answers 200 to everything, as cheaply as it can: one thread, sockets and a poll.</summary>
internal sealed class Sink : IDisposable
{
    private readonly TimeSpan delay;
    private readonly Queue<(long At, Socket Socket)> owed = [];
    private volatile LoadResult? arrivals;
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Dictionary<Socket, (byte[] Bytes, int Count)> buffers = [];
    private readonly Thread thread;
    private volatile bool stopping;
    private long received;

    /// <param name="delay">How long it takes for each answer; none for at once.</param>
    public Sink(TimeSpan delay = default)
    {
        this.delay = delay;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");
        thread = new Thread(Run) { IsBackground = true, Name = "sink" };
        thread.Start();
    }

    public Uri Address { get; }

    /// <summary>Requests answered so far.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>From now on, notes how long after its sending each request arrives, as its body tells.</summary>
    public void Watch() => arrivals = new LoadResult();

    /// <summary>What was noted; nothing is noted any more.</summary>
    public LoadResult Watched()
    {
        var noted = arrivals ?? new LoadResult();
        arrivals = null;
        return noted;
    }

    public void Dispose()
    {
        stopping = true;
        thread.Join();
        listener.Dispose();
    }

    private void Run()
    {
        var ready = new List<Socket>();
        while (!stopping)
        {
            ready.Clear();
            ready.Add(listener);
            ready.AddRange(buffers.Keys);
            Socket.Select(ready, null, null, 100_000);
            while (owed.TryPeek(out var first) && first.At <= Stopwatch.GetTimestamp())
            {
                Reply(owed.Dequeue().Socket);
            }

            foreach (var socket in ready)
            {
                if (socket == listener)
                {
                    var accepted = listener.Accept();
                    accepted.NoDelay = true;
                    buffers.Add(accepted, (new byte[256 * 1024], 0));
                }
                else
                {
                    Answer(socket);
                }
            }
        }

        foreach (var socket in buffers.Keys)
        {
            socket.Dispose();
        }
    }

    private void Answer(Socket socket)
    {
        var (bytes, count) = buffers[socket];
        var read = socket.Receive(bytes.AsSpan(count), SocketFlags.None, out var error);
        if (read <= 0 || error != SocketError.Success)
        {
            buffers.Remove(socket);
            socket.Dispose();
            return;
        }

        count += read;
        var length = HttpMessage.Length(bytes.AsSpan(0, count));
        if (length >= 0)
        {
            Note(bytes.AsSpan(0, length));
            bytes.AsSpan(length, count - length).CopyTo(bytes);
            count -= length;
            Interlocked.Increment(ref received);
            if (delay == TimeSpan.Zero)
            {
                Reply(socket);
            }
            else
            {
                owed.Enqueue((Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), socket));
            }
        }

        buffers[socket] = (bytes, count);
    }

    /// <summary>Who asked may have gone meanwhile.</summary>
    private void Reply(Socket socket)
    {
        if (buffers.ContainsKey(socket))
        {
            socket.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8, SocketFlags.None, out _);
        }
    }

    private void Note(ReadOnlySpan<byte> request)
    {
        if (arrivals is { } noting && request.IndexOf(Load.Moment) is var at and >= 0
            && Utf8Parser.TryParse(request[(at + Load.Moment.Length)..], out long moment, out _) && moment > 0)
        {
            noting.Add(200, Stopwatch.GetTimestamp() - moment);
        }
    }
}
