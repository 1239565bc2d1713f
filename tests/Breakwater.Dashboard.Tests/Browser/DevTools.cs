using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Breakwater.Dashboard.Tests.Browser;

/// <summary>The DevTools protocol over one web socket: calls with their answers, and what the browser tells by itself.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> open = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonElement>> listeners = new();
    private Task reading = Task.CompletedTask;
    private int last;

    public static async Task<DevTools> ConnectAsync(Uri address, CancellationToken cancellation)
    {
        var tools = new DevTools();
        await tools.socket.ConnectAsync(address, cancellation);
        tools.reading = tools.ReadAsync();
        return tools;
    }

    /// <summary>Asks the browser, or with a session one of its tabs.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonObject parameters, string? session, CancellationToken cancellation)
    {
        var id = Interlocked.Increment(ref last);
        var answer = open[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await sending.WaitAsync(cancellation);
        try
        {
            await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            sending.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, cancellation);
    }

    /// <summary>Hears what a session tells.</summary>
    public void Listen(string session, Action<string, JsonElement> listener) => listeners[session] = listener;

    public async ValueTask DisposeAsync()
    {
        socket.Abort();
        await reading;
        socket.Dispose();
        sending.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var message = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                message.Write(buffer.AsSpan(0, part.Count));
                if (part.EndOfMessage)
                {
                    Take(JsonDocument.Parse(message.WrittenMemory.ToArray()).RootElement);
                    message.ResetWrittenCount();
                }
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser is gone, or we are.
        }

        foreach (var (_, waiting) in open)
        {
            waiting.TrySetException(new IOException("the browser is gone"));
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id))
        {
            if (open.TryRemove(id.GetInt32(), out var answer))
            {
                Answer(answer, message);
            }

            return;
        }

        if (message.TryGetProperty("sessionId", out var session) && listeners.TryGetValue(session.GetString()!, out var listener))
        {
            listener(message.GetProperty("method").GetString()!, message.GetProperty("params"));
        }
    }

    private static void Answer(TaskCompletionSource<JsonElement> answer, JsonElement message)
    {
        if (message.TryGetProperty("error", out var error))
        {
            answer.TrySetException(new InvalidOperationException(error.ToString()));
        }
        else
        {
            answer.TrySetResult(message.GetProperty("result"));
        }
    }
}
