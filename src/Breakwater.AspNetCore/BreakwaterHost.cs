using System.Net;
using Breakwater.Configuration;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.AspNetCore;

/// <summary>
/// The whole server: an engine behind two listeners. The ingress listener offers the door and nothing else, whatever the path is spelt
/// like; the admin listener offers the API. The same address for both makes one listener that offers both.
/// </summary>
public sealed class BreakwaterHost : IAsyncDisposable
{
    private readonly WebApplication application;

    private BreakwaterHost(WebApplication application)
    {
        this.application = application;
    }

    /// <summary>Where webhooks come in, with the port that was really taken; known once started.</summary>
    public Uri IngressAddress => Address(first: true);

    /// <summary>Where the API is, with the port that was really taken; known once started.</summary>
    public Uri AdminAddress => Address(first: false);

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => application.Services;

    /// <summary>Builds the server; nothing listens and nothing is delivered before <see cref="StartAsync"/>.</summary>
    /// <param name="engine">The engine; the host starts and stops it and does not dispose it.</param>
    /// <param name="settings">Where to listen.</param>
    /// <param name="configure">Further configuration, of logs for example; may be null.</param>
    public static BreakwaterHost Create(Engine engine, Settings settings, Action<WebApplicationBuilder>? configure)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(settings);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Services.AddBreakwater(_ => engine);
        builder.Services.AddOpenApi("v1");
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = Limits.StopGrace * 2);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            KestrelLimits.Apply(kestrel);
            Listen(kestrel, settings.Listen);
        });
        configure?.Invoke(builder);

        var application = builder.Build();
        application.Use(Gate);
        application.UseRouting();
        application.Use(OwnEndpointsOnly);
        application.MapBreakwaterIngress().WithMetadata(new ListenerFeature(ListenerRole.Ingress));
        application.MapBreakwaterApi().WithMetadata(new ListenerFeature(ListenerRole.Admin));
        application.MapOpenApi().WithMetadata(new ListenerFeature(ListenerRole.Admin));
        application.MapFallback(NotFound).WithMetadata(new ListenerFeature(ListenerRole.Ingress | ListenerRole.Admin));
        return new BreakwaterHost(application);
    }

    /// <summary>Starts the engine, then listens.</summary>
    /// <exception cref="IOException">An address is taken; the message says which.</exception>
    public Task StartAsync(CancellationToken cancellation) => application.StartAsync(cancellation);

    /// <summary>Stops listening, gives attempts under way their time, commits everything.</summary>
    public Task StopAsync(CancellationToken cancellation) => application.StopAsync(cancellation);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => application.DisposeAsync();

    private static void Listen(KestrelServerOptions kestrel, ListenSettings listen)
    {
        if (listen.Ingress == listen.Admin)
        {
            Listen(kestrel, listen.Ingress, ListenerRole.Ingress | ListenerRole.Admin);
            return;
        }

        Listen(kestrel, listen.Ingress, ListenerRole.Ingress);
        Listen(kestrel, listen.Admin, ListenerRole.Admin);
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address, ListenerRole role)
    {
        var feature = new ListenerFeature(role);
        kestrel.Listen(EndPoint(address), listener => listener.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        }));
    }

    private static IPEndPoint EndPoint(Uri address)
    {
        var host = address.IdnHost.Trim('[', ']');
        return new IPEndPoint(
            IPAddress.TryParse(host, out var ip) ? ip
            : host is "localhost" ? IPAddress.Loopback
            : IPAddress.Any,
            address.Port);
    }

    /// <summary>HTTP without a body of its own for what goes wrong before an endpoint is found.</summary>
    private static async Task Gate(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            await Problems.WriteAsync(context, new Problem(refused.StatusCode, "request-malformed", "The request is malformed."));
        }
    }

    /// <summary>An endpoint of the other listener is not there, however its path is spelt: judged after routing, by what was found.</summary>
    private static Task OwnEndpointsOnly(HttpContext context, RequestDelegate next)
    {
        var listener = context.Features.Get<ListenerFeature>()?.Role ?? 0;
        var endpoint = context.GetEndpoint()?.Metadata.GetMetadata<ListenerFeature>()?.Role ?? ListenerRole.Admin;
        return (listener & endpoint) != 0 ? next(context) : NotFound(context);
    }

    private static Task NotFound(HttpContext context) =>
        Problems.WriteAsync(context, new Problem(404, "not-found", $"There is nothing at '{SafeText.Cut(context.Request.Path.Value ?? "")}'."));

    private Uri Address(bool first)
    {
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(first ? addresses.First() : addresses.Last());
    }
}
