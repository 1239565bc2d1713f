using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>A request that a destination saw.</summary>
internal sealed record Seen(string WebhookId, string Delivery, int Attempt, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>A destination that remembers what it saw, in order, and answers as the test says.</summary>
internal sealed class Sink(Func<Seen, HttpContext, Task> answer, bool keepRequests = true) : IAsyncDisposable
{
    private readonly ConcurrentQueue<Seen> requests = new();
    private readonly ConcurrentDictionary<string, (int Times, int LastAttempt)> deliveries = new();
    private WebApplication? app;
    private int port;
    private int backward;

    public Uri Address => new($"http://127.0.0.1:{port}/");

    /// <summary>Every request, in the order of arrival.</summary>
    public IReadOnlyCollection<Seen> Requests => requests;

    /// <summary>By <c>webhook-id</c>: how often it came.</summary>
    public IReadOnlyDictionary<string, (int Times, int LastAttempt)> Ids => deliveries;

    /// <summary>Requests with a lower attempt number than the one before of their id.</summary>
    public int BackwardAttempts => Volatile.Read(ref backward);

    public static Sink Good(bool keepRequests = true) => new((_, _) => Task.CompletedTask, keepRequests);

    public static Sink Answering(Func<Seen, int> status) => new((seen, context) =>
    {
        context.Response.StatusCode = status(seen);
        return Task.CompletedTask;
    });

    /// <summary>Takes an address without listening on it: connections are refused until it is opened.</summary>
    public static async Task<Sink> ClosedAsync()
    {
        var sink = Good();
        await sink.OpenAsync();
        await sink.CloseAsync();
        return sink;
    }

    public async Task<Sink> OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        return this;
    }

    public async Task CloseAsync()
    {
        if (app is { } open)
        {
            app = null;
            await open.StopAsync(new CancellationToken(canceled: true));
            await open.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var seen = new Seen(
            headers["webhook-id"].ToString(),
            headers["breakwater-delivery"].ToString(),
            int.TryParse(headers["breakwater-attempt"].ToString(), CultureInfo.InvariantCulture, out var attempt) ? attempt : 0,
            headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray());
        if (keepRequests)
        {
            requests.Enqueue(seen);
        }

        deliveries.AddOrUpdate(
            seen.WebhookId,
            (1, seen.Attempt),
            (_, before) =>
            {
                if (seen.Attempt < before.LastAttempt)
                {
                    Interlocked.Increment(ref backward);
                }

                return (before.Times + 1, seen.Attempt);
            });
        await answer(seen, context);
    }
}
