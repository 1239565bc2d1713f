using System.Net;
using System.Net.Sockets;

namespace Breakwater.Bench;

/// <summary>How a destination is in trouble.</summary>
internal enum PestKind
{
    /// <summary>It takes connections and says nothing.</summary>
    Dead,

    /// <summary>It answers after 9 seconds.</summary>
    Slow,

    /// <summary>Its answer comes a byte a second.</summary>
    Trickling,

    /// <summary>It refuses connections.</summary>
    Refusing,

    /// <summary>Its answer has no end.</summary>
    Endless,
}

/// <summary>A destination in trouble.</summary>
internal sealed class Pest : IDisposable
{
    private static readonly byte[] Endless = [.. "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"u8, .. new byte[64 * 1024]];
    private static readonly byte[] Good = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray();

    private readonly CancellationTokenSource end = new();
    private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly PestKind kind;

    public Pest(PestKind kind)
    {
        this.kind = kind;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");
        if (kind != PestKind.Refusing)
        {
            listener.Listen(1024);
            _ = AcceptAsync();
        }
    }

    public Uri Address { get; }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await listener.AcceptAsync(end.Token));
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var bytes = new byte[64 * 1024];
                while (await socket.ReceiveAsync(bytes, end.Token) > 0)
                {
                    await AnswerAsync(socket);
                }
            }
            catch (Exception over) when (over is SocketException or OperationCanceledException)
            {
                // Who asked has had enough, or it is over.
            }
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        switch (kind)
        {
            case PestKind.Slow:
                await Task.Delay(TimeSpan.FromSeconds(9), end.Token);
                await socket.SendAsync(Good, end.Token);
                break;
            case PestKind.Trickling:
                for (var at = 0; at < Good.Length; at++)
                {
                    await socket.SendAsync(Good.AsMemory(at, 1), end.Token);
                    await Task.Delay(TimeSpan.FromSeconds(1), end.Token);
                }

                break;
            case PestKind.Endless:
                await socket.SendAsync(Endless, end.Token);
                while (true)
                {
                    await socket.SendAsync(Endless.AsMemory(Endless.Length - 1_024), end.Token);
                    await Task.Delay(TimeSpan.FromMilliseconds(10), end.Token);
                }
        }
    }
}
