using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Breakwater.Cli.Client;

/// <summary>
/// Talks to a running server's API. What the server refuses and what keeps it from being reached ends the verb with words
/// (<see cref="StopException"/>); what it answers comes back as it came, and typed.
/// </summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);
    private readonly HttpClient http;
    private readonly Uri server;
    private readonly TimeProvider clock;

    public ApiClient(Uri server, string? token, TimeProvider clock)
    {
        this.server = server;
        this.clock = clock;
        // A proxy of the environment is for the world outside, never for a server on this machine.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !server.IsLoopback, UseCookies = false })
        {
            BaseAddress = new Uri(server.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("breakwater-cli", null));
        if (!string.IsNullOrEmpty(token))
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Asks for one thing.</summary>
    public async Task<ApiAnswer<T>> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await ReadAsync(new HttpRequestMessage(HttpMethod.Get, path), type, cancellation);

    /// <summary>Asks for one thing that may answer with an error status and still say something (<c>/readyz</c>).</summary>
    public async Task<(HttpStatusCode Status, ApiAnswer<T> Answer)> GetAnyStatusAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            await RefuseAsync(response, cancellation);
        }

        return (response.StatusCode, await TypedAsync(response, type, cancellation));
    }

    /// <summary>Asks for something to be done.</summary>
    public async Task<ApiAnswer<T>> PostAsync<T>(string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        await ReadAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, type, cancellation);

    /// <summary>Asks for something to be removed.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        await RefuseUnlessGoodAsync(response, cancellation);
    }

    /// <summary>The bytes of a body as they are.</summary>
    public async Task<byte[]> BytesAsync(string path, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        await RefuseUnlessGoodAsync(response, cancellation);
        return await response.Content.ReadAsByteArrayAsync(cancellation);
    }

    /// <summary>The items of a list, newest first, page after page, at most so many.</summary>
    public async IAsyncEnumerable<ApiAnswer<T>> ListAsync<T>(
        string path, Query query, long limit, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = null;
        for (var left = limit; left > 0;)
        {
            var asked = Math.Min(left, Breakwater.Configuration.Limits.PageItems);
            var page = await GetAsync(path + query.With("limit", asked).With("after", after), ApiJson.Default.PageView, cancellation);
            foreach (var item in page.Value.Items)
            {
                yield return new ApiAnswer<T>(Typed(item, type), item);
            }

            left -= page.Value.Items.Count;
            after = page.Value.Next;
            if (after is null || page.Value.Items.Count == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>Opens the live stream; null where it is not reachable now.</summary>
    public async Task<HttpResponseMessage?> OpenStreamAsync(string path, string? lastId, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException)
        {
            return null;
        }

        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            response.Dispose();
            return null;
        }

        await RefuseUnlessGoodAsync(response, cancellation);
        return response;
    }

    public void Dispose() => http.Dispose();

    /// <summary>What ends a verb when the server is not there.</summary>
    public StopException Unreachable(Exception? why = null) => new(
        ExitCode.Unreachable,
        $"no server answers at {server.GetLeftPart(UriPartial.Authority)}{(why is null ? "" : ": " + why.Message)}\n"
        + "Is it running (breakwater run)? Another address is given with --server URL or BREAKWATER_SERVER.");

    /// <summary>Asks with a request of one's own, which is disposed afterwards.</summary>
    public Task<ApiAnswer<T>> AskAsync<T>(HttpRequestMessage message, JsonTypeInfo<T> type, CancellationToken cancellation) => ReadAsync(message, type, cancellation);

    private async Task<ApiAnswer<T>> ReadAsync<T>(HttpRequestMessage message, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var request = message;
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        await RefuseUnlessGoodAsync(response, cancellation);
        return await TypedAsync(response, type, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await http.SendAsync(request, completion, both.Token);
        }
        catch (HttpRequestException fault)
        {
            throw Unreachable(fault);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new StopException(ExitCode.Unreachable, $"the server did not answer within {Patience.TotalSeconds:0} s");
        }
    }

    private static async Task<ApiAnswer<T>> TypedAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            var element = await response.Content.ReadFromJsonAsync(ApiJson.Default.JsonElement, cancellation);
            return new ApiAnswer<T>(Typed(element, type), element);
        }
        catch (JsonException)
        {
            throw NotOurs(response);
        }
    }

    private static T Typed<T>(JsonElement element, JsonTypeInfo<T> type)
    {
        try
        {
            return element.Deserialize(type) ?? throw new JsonException();
        }
        catch (JsonException fault)
        {
            throw StopException.Failed($"the server's answer is not what this version understands: {fault.Message}");
        }
    }

    private static async Task RefuseUnlessGoodAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
        {
            await RefuseAsync(response, cancellation);
        }
    }

    private static async Task RefuseAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        ProblemView? problem = null;
        try
        {
            problem = await response.Content.ReadFromJsonAsync(ApiJson.Default.ProblemView, cancellation);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or NotSupportedException)
        {
            // Not one of our answers; the status alone has to do.
        }

        throw StopException.Failed(Words(response, problem));
    }

    private static string Words(HttpResponseMessage response, ProblemView? problem) => (response.StatusCode, problem?.Detail ?? problem?.Title) switch
    {
        (HttpStatusCode.Unauthorized, var words) when problem?.Code == "token-unknown" => words!,
        (HttpStatusCode.Unauthorized, _) => "the server wants a token: give one with --token or BREAKWATER_TOKEN",
        (HttpStatusCode.Forbidden, var words) => words ?? "the token does not allow this",
        (_, { } words) => words,
        (HttpStatusCode.NotFound, null) => NotOurs(response).Message,
        _ => $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}",
    };

    private static StopException NotOurs(HttpResponseMessage response) => StopException.Failed(
        $"{response.RequestMessage?.RequestUri?.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode}, and not as Breakwater's API does: is it the admin address?");
}
