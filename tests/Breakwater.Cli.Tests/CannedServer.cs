using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Breakwater.Cli.Tests;

/// <summary>A real server on a free port that answers as it is told, and remembers what it was asked.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, RequestDelegate> answers = new();

    private CannedServer(WebApplication app) => this.app = app;

    /// <summary>Each request: method, path with query, body.</summary>
    public ConcurrentQueue<(string Method, string Target, string Body, Dictionary<string, string> Headers)> Requests { get; } = new();

    public string Address => app.Urls.First();

    public static async Task<CannedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new CannedServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Answers a method and path (and query, where given) with JSON.</summary>
    public CannedServer On(string request, string json, int status = 200) => On(request, async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        await http.Response.WriteAsync(json);
    });

    public CannedServer On(string request, RequestDelegate answer)
    {
        answers[request] = answer;
        return this;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        var target = http.Request.Path + http.Request.QueryString.Value;
        Requests.Enqueue((http.Request.Method, target, body, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (answers.TryGetValue($"{http.Request.Method} {target}", out var exact) || answers.TryGetValue($"{http.Request.Method} {http.Request.Path}", out exact))
        {
            await exact(http);
            return;
        }

        http.Response.StatusCode = 404;
        await http.Response.WriteAsync($"nothing at {target}");
    }
}
