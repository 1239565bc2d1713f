using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Breakwater.Configuration;
using Breakwater.Observing;
using Breakwater.Running;
using Breakwater.Simulation.InMemory;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Breakwater.AspNetCore.Tests;

/// <summary>A whole server on real sockets, with a store in memory and a pretended far end.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly InMemoryStore store = new();
    private readonly BreakwaterHost host;

    private Site(Settings settings, BreakwaterWebOptions options)
    {
        Engine = new Engine(new EngineParts
        {
            Settings = settings,
            Store = store,
            Transport = FarEnd,
            Clock = TimeProvider.System,
            Chance = Random.Shared,
            Logs = NullLoggerFactory.Instance,
            Node = "test",
        });
        host = BreakwaterHost.Create(Engine, settings, configure: null, options);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public InMemoryStore Store => store;

    public FarEnd FarEnd { get; } = new();

    public Engine Engine { get; }

    public Uri IngressAddress => host.IngressAddress;

    public Uri AdminAddress => host.AdminAddress;

    public HttpClient Ingress { get; } = new();

    public HttpClient Admin { get; } = new();

    public static Task<Site> StartAsync() => StartAsync(Arranged.Settings, new BreakwaterWebOptions());

    public static async Task<Site> StartAsync(Settings settings, BreakwaterWebOptions options)
    {
        var site = new Site(settings, options);
        await site.host.StartAsync(Cancellation);
        site.Ingress.BaseAddress = site.IngressAddress;
        site.Admin.BaseAddress = site.AdminAddress;
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        Ingress.Dispose();
        Admin.Dispose();
        await host.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
        await Engine.DisposeAsync();
        await store.DisposeAsync();
    }

    public async Task<HttpResponseMessage> SendAsync(string source, string body) =>
        await Ingress.PostAsync($"/in/{source}", Json(body), Cancellation);

    /// <summary>Records an event at the door and gives its id.</summary>
    public async Task<string> RecordAsync(string body)
    {
        using var response = await SendAsync("open", body);
        Assert.Equal(202, (int)response.StatusCode);
        return (await JsonAsync(response)).GetProperty("id").GetString()!;
    }

    public async Task<HttpResponseMessage> CallAsync(string method, string path, string? body = null, Role? role = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : Json(body) };
        if (role is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Arranged.Token(token));
        }

        return await Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    /// <summary>Calls, and reads the answer's JSON after checking its status.</summary>
    public async Task<JsonElement> CallAsync(int expected, string method, string path, string? body = null)
    {
        using var response = await CallAsync(method, path, body);
        var json = await JsonAsync(response);
        Assert.True((int)response.StatusCode == expected, $"{(int)response.StatusCode}: {json}");
        return json;
    }

    /// <summary>Checks that an answer is a problem with this status and code.</summary>
    public static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        return problem;
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement;

    public static StringContent Json(string body) => new(body, new UTF8Encoding(false), "application/json");

    /// <summary>Sends bytes as they are, and reads until the server closes.</summary>
    public static async Task<string> RawAsync(Uri address, string request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, Cancellation);
            await socket.SendAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        }
        catch (SocketException)
        {
            // The server closed before it had read: what it said before that is the answer.
        }

        return await ReadToEndAsync(socket);
    }

    public static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer, Cancellation)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }

        return text.ToString();
    }

    /// <summary>Does something, and waits until the engine tells of it.</summary>
    public async Task<Notice> UntilAsync(string kind, Func<Task> act)
    {
        var notices = Engine.Feed.ReadAsync(after: null, Cancellation).GetAsyncEnumerator(Cancellation);
        var next = notices.MoveNextAsync();

        // Not disposed when the act fails: a move is pending then, and would hide what failed.
        await act();
        while (await next)
        {
            if (notices.Current.Kind == kind)
            {
                var found = notices.Current;
                await notices.DisposeAsync();
                return found;
            }

            next = notices.MoveNextAsync();
        }

        throw new InvalidOperationException($"the stream ended before {kind}");
    }

    /// <summary>Waits until so many requests have reached the far end.</summary>
    public Task UntilRecordedAsync(int requests) => UntilAsync(() => FarEnd.Got.Count >= requests);

    /// <summary>Waits until a destination got something.</summary>
    public Task UntilDeliveredToAsync(string destination) => UntilAsync(() => FarEnd.Got.Any(request => request.Destination.Name == destination));

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }
}
