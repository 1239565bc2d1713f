using Breakwater.AspNetCore.Api;
using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Breakwater.AspNetCore;

/// <summary>
/// The server: an engine behind two listeners, one for webhooks that may be public, one for the API. The same address for both makes
/// one listener. The engine starts and stops with the server, and stays the caller's to dispose.
/// </summary>
public sealed class BreakwaterHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Listener ingress;
    private readonly Listener admin;

    private BreakwaterHost(WebApplication app, Listener ingress, Listener admin)
    {
        this.app = app;
        this.ingress = ingress;
        this.admin = admin;
    }

    /// <summary>Where webhooks are taken, with the real port once started.</summary>
    public Uri IngressAddress => ingress.Address;

    /// <summary>Where the API answers, with the real port once started; the same as <see cref="IngressAddress"/> where one listener is both.</summary>
    public Uri AdminAddress => admin.Address;

    /// <summary>Builds the server; nothing listens yet.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="settings">The configuration to take the addresses from. Everything else follows the engine's configuration in force.</param>
    /// <param name="configure">Adds logging or services to the application; null for none. Without it nothing is logged.</param>
    /// <exception cref="ArgumentException">An address is not one that can be listened on; the message says which and why.</exception>
    public static BreakwaterHost Create(Engine engine, Settings settings, Action<WebApplicationBuilder>? configure) =>
        Create(engine, settings, configure, new BreakwaterWebOptions());

    /// <summary>Builds the server with bounds and a clock of its own; nothing listens yet.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="settings">The configuration to take the addresses from.</param>
    /// <param name="configure">Adds logging or services to the application; null for none.</param>
    /// <param name="options">Bounds and clock.</param>
    /// <exception cref="ArgumentException">An address is not one that can be listened on; the message says which and why.</exception>
    public static BreakwaterHost Create(Engine engine, Settings settings, Action<WebApplicationBuilder>? configure, BreakwaterWebOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(options);
        var (ingress, admin) = Listener.Of(settings.Listen, options.Connections);

        // The empty builder reads no files and no environment: only the configuration decides.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "breakwater" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ApplyBreakwaterLimits();
            ingress.Listen(kestrel);
            if (admin != ingress)
            {
                admin.Listen(kestrel);
            }
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(engine);
        builder.Services.AddBreakwaterWeb(options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Limits.StopGrace * 2);
        OpenApiDocument.Add(builder.Services);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Use(Doors(app.Services.GetRequiredService<Ingress>()));
        app.UseStatusCodePages(context => Problems.Bare(context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext));
        app.UseRouting();
        app.MapBreakwaterApi();
        OpenApiDocument.Map(app);
        options.Beside?.Invoke(app);
        return new BreakwaterHost(app, ingress, admin);
    }

    /// <summary>Starts the engine, then listens.</summary>
    /// <exception cref="IOException">An address is taken; the message says which.</exception>
    public Task StartAsync(CancellationToken cancellation) => app.StartAsync(cancellation);

    /// <summary>Stops listening, lets requests under way end, gives attempts under way their time, commits everything.</summary>
    public Task StopAsync(CancellationToken cancellation) => app.StopAsync(cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>
    /// Before everything else: what comes through the door for webhooks meets the ingress and nothing else. Paths are compared as they
    /// are, letter by letter; whatever is not exactly a webhook's is not there.
    /// </summary>
    private static Func<RequestDelegate, RequestDelegate> Doors(Ingress ingress) => next => context =>
    {
        var door = context.Features.GetRequiredFeature<Door>();
        if (door.Ingress && context.Request.Path.Value is { } path && path.StartsWith(Ingress.Path, StringComparison.Ordinal))
        {
            return ingress.HandleAsync(context, path[Ingress.Path.Length..]);
        }

        Guard.Harden(context.Response.Headers);
        return door.Admin ? next(context) : Problems.NotFound.ExecuteAsync(context);
    };
}
