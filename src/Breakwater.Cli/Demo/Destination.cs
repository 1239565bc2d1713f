using System.Globalization;
using System.Net;
using System.Text.Json;
using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Cli.Demo;

/// <summary>A pretend destination: a real HTTP server that behaves as badly as its weather says.</summary>
internal sealed class Destination(string name, Weather weather, TimeProvider clock) : IAsyncDisposable
{
    private static readonly ISignatureScheme Signature = ProviderCatalog.Find("standard-webhooks")!.Scheme(
        new ProviderConfig(new Dictionary<string, IReadOnlyList<string>> { ["secret"] = [DemoConfiguration.SigningSecret] }));

    private WebApplication? app;
    private int port;
    private long begin;

    /// <summary>Its name in the configuration.</summary>
    public string Name => name;

    /// <summary>What it has seen.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>Where it is.</summary>
    public Uri Address => new($"http://127.0.0.1:{port}/hooks");

    /// <summary>What it is like at this moment.</summary>
    public Mood Mood => weather.At(begin == 0 ? TimeSpan.Zero : clock.GetElapsedTime(begin));

    /// <summary>Opens its door, on a port that it keeps.</summary>
    public async Task OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        port = new Uri(addresses.Addresses.First()).Port;
    }

    /// <summary>Lives through its weather: closes the door where connections are to be refused, and opens it again.</summary>
    public async Task LiveAsync(Action<string> say, CancellationToken cancellation)
    {
        begin = clock.GetTimestamp();
        foreach (var spell in weather.Spells)
        {
            await UntilAsync(spell.From, cancellation);
            say($"{name} {Words(spell.Mood)} for {(spell.To - spell.From).TotalSeconds:0.0} s");
            if (spell.Mood == Mood.Refuses)
            {
                await CloseAsync();
            }

            await UntilAsync(spell.To, cancellation);
            if (spell.Mood == Mood.Refuses)
            {
                await OpenAsync();
            }

            say($"{name} works again");
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>Whether an outage is over when it is said in words.</summary>
    public static string Words(Mood mood) => mood switch
    {
        Mood.Refuses => "refuses connections",
        Mood.Fails => "answers 500",
        Mood.Busy => "answers 429 with Retry-After",
        Mood.Hangs => "takes effect and does not answer in time",
        _ => "works",
    };

    private async Task UntilAsync(TimeSpan moment, CancellationToken cancellation)
    {
        var wait = moment - clock.GetElapsedTime(begin);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellation);
        }
    }

    private async Task CloseAsync()
    {
        if (app is { } open)
        {
            app = null;
            // At once: what is under way is cut off, as in a crash.
            await open.StopAsync(new CancellationToken(canceled: true));
            await open.DisposeAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var mood = Mood is Mood.Refuses ? Mood.Fails : Mood;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Ledger.Note(Read(context.Request, body.ToArray()), mood);
        switch (mood)
        {
            case Mood.Fails:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                break;
            case Mood.Busy:
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                break;
            case Mood.Hangs:
                await HangAsync(context);
                break;
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(DemoConfiguration.Timeout * 2, clock, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The sender has given up waiting, as it should.
        }
    }

    private SeenRequest Read(HttpRequest request, byte[] body)
    {
        var signed = new SignedRequest
        {
            Method = request.Method,
            Url = request.Path,
            Headers = [.. request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")))],
            Body = body,
        };
        var genuine = Signature.Verify(signed, clock.GetUtcNow(), TimeSpan.FromMinutes(5)).Valid;
        _ = int.TryParse(request.Headers["breakwater-attempt"], CultureInfo.InvariantCulture, out var attempt);
        return new SeenRequest(request.Headers["webhook-id"].ToString(), PlatformId(request, body), attempt, genuine, body);
    }

    /// <summary>The platform's own id: GitHub sends it in a header, Stripe in the body.</summary>
    private static string PlatformId(HttpRequest request, byte[] body)
    {
        if (request.Headers.TryGetValue("X-GitHub-Delivery", out var delivery))
        {
            return delivery.ToString();
        }

        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("id").GetString()!;
    }
}
