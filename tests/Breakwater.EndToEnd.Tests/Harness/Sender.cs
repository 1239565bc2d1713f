using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>
/// A platform that sends again what was not acknowledged, wherever the server is by then. Keeps every id that it was told: the
/// account against which the server's is compared.
/// </summary>
internal sealed class Sender(Func<Uri> ingress, TimeSpan patience) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly HttpClient http = new() { Timeout = patience };
    private int duplicates;
    private int unanswered;

    public Sender(Harbour harbour)
        : this(() => harbour.Server.Ingress, TimeSpan.FromSeconds(10))
    {
    }

    /// <summary>By idempotency id: the event id that the sender was told; two different ones are a fault.</summary>
    public ConcurrentDictionary<string, string> Acknowledged { get; } = new();

    /// <summary>Events that were answered with an id other than the first.</summary>
    public ConcurrentQueue<string> Contradicted { get; } = new();

    /// <summary>Answers that said duplicate.</summary>
    public int Duplicates => Volatile.Read(ref duplicates);

    /// <summary>Requests that were not acknowledged.</summary>
    public int Unanswered => Volatile.Read(ref unanswered);

    /// <summary>Sends one event until it is acknowledged.</summary>
    public async Task SendAsync(string source, string id, string body = """{"hello":"harbour"}""")
    {
        while (!await TryAsync(source, id, body))
        {
            Interlocked.Increment(ref unanswered);
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Sends events one after the other, and some of them again, until the cancellation.</summary>
    public async Task KeepSendingAsync(string source, string name, Random chance, CancellationToken cancellation)
    {
        for (var number = 0; !cancellation.IsCancellationRequested; number++)
        {
            await SendAsync(source, $"{name}-{number}", Keyed(name, number));
            if (chance.Next(5) == 0)
            {
                var again = chance.Next(number + 1);
                await SendAsync(source, $"{name}-{again}", Keyed(name, again));
            }
        }
    }

    /// <summary>Events of one name have one key, and each the next number.</summary>
    private static string Keyed(string name, int number) => $$"""{"key":"{{name}}","number":{{number}}}""";

    /// <summary>One request.</summary>
    /// <returns>The answer's status; 0 when there was none.</returns>
    public async Task<HttpStatusCode> StatusAsync(string source, string id, string body, IEnumerable<KeyValuePair<string, string>>? headers = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(ingress(), $"/in/{source}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Event-Id", id);
        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await http.SendAsync(request);
            if (response.IsSuccessStatusCode)
            {
                using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                Note(id, answer.RootElement.GetProperty("id").GetString()!, answer.RootElement.GetProperty("duplicate").GetBoolean());
            }

            return response.StatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            return 0;
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<bool> TryAsync(string source, string id, string body) => (int)await StatusAsync(source, id, body) is >= 200 and < 300;

    private void Note(string id, string eventId, bool duplicate)
    {
        if (duplicate)
        {
            Interlocked.Increment(ref duplicates);
        }

        if (Acknowledged.GetOrAdd(id, eventId) != eventId)
        {
            Contradicted.Enqueue(id);
        }
    }
}
