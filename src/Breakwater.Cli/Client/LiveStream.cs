using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Breakwater.Cli.Client;

/// <summary>
/// The live stream of a server, across lost connections: it says that it was lost, comes back after a short wait, and goes on after the
/// last thing that it saw. The server says where something is missing.
/// </summary>
internal sealed class LiveStream(ApiClient api, TimeProvider clock)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>A server says something at least each 15 s: after three times that, the connection is taken for dead.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    private string? lastId;
    private bool connected;

    /// <summary>Where words about the connection go.</summary>
    public required Action<string> Say { get; init; }

    /// <summary>The data of each thing that happens, until cancelled.</summary>
    /// <exception cref="StopException">The server is not there at the start, or refuses.</exception>
    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var wait = FirstWait; ; wait = Longer(wait))
        {
            using var response = await api.OpenStreamAsync("v1/stream", lastId, cancellation);
            if (response is not null)
            {
                wait = FirstWait;
                Say(connected ? "reconnected" : "connected: what happens from now on");
                connected = true;
                await foreach (var data in ReadOneAsync(response, cancellation))
                {
                    yield return data;
                }

                Say("disconnected: trying again");
            }
            else if (!connected)
            {
                throw api.Unreachable();
            }

            await Task.Delay(wait, clock, cancellation);
        }
    }

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < LongestWait ? wait * 2 : LongestWait;

    /// <summary>What one connection brings, until it ends or falls silent.</summary>
    private async IAsyncEnumerable<string> ReadOneAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var body = new PatientStream(await response.Content.ReadAsStreamAsync(cancellation), Silence, clock);
        await using var items = SseParser.Create(body).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
        while (await MovedAsync(items, cancellation))
        {
            if (!string.IsNullOrEmpty(items.Current.EventId))
            {
                lastId = items.Current.EventId;
            }

            if (items.Current.Data.Length > 0)
            {
                yield return items.Current.Data;
            }
        }
    }

    private static async ValueTask<bool> MovedAsync(IAsyncEnumerator<SseItem<string>> items, CancellationToken cancellation)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception fault) when (fault is IOException or HttpRequestException or TimeoutException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
