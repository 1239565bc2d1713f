using Breakwater.AspNetCore.Api;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Breakwater.AspNetCore;

/// <summary>
/// Breakwater inside an ASP.NET Core application, the table of contents: the engine as a service that starts and stops with the
/// application, the door for webhooks, and the API. Both may stand behind any prefix (<c>app.MapGroup("/hooks")</c>).
/// </summary>
public static class BreakwaterEndpoints
{
    /// <summary>Adds an engine that starts and stops with the application.</summary>
    /// <param name="services">The services.</param>
    /// <param name="parts">Makes what the engine takes from outside. Store and transport are disposed with the application, after the engine.</param>
    public static IServiceCollection AddBreakwater(this IServiceCollection services, Func<IServiceProvider, EngineParts> parts) =>
        services.AddBreakwater(parts, new BreakwaterWebOptions());

    /// <summary>Adds an engine that starts and stops with the application, and bounds and clock of the web side.</summary>
    /// <param name="services">The services.</param>
    /// <param name="parts">Makes what the engine takes from outside. Store and transport are disposed with the application, after the engine.</param>
    /// <param name="options">Bounds and clock.</param>
    public static IServiceCollection AddBreakwater(this IServiceCollection services, Func<IServiceProvider, EngineParts> parts, BreakwaterWebOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(parts);
        services.TryAddSingleton(provider => new OwnedEngine(parts(provider)));
        services.TryAddSingleton(provider => provider.GetRequiredService<OwnedEngine>().Engine);
        return services.AddBreakwaterWeb(options);
    }

    /// <summary>
    /// Maps <c>POST /in/{source}</c> and the handshakes of providers. The bounds on headers and connections are the server's: set them with
    /// <see cref="KestrelLimits.ApplyBreakwaterLimits"/>.
    /// </summary>
    public static IEndpointConventionBuilder MapBreakwaterIngress(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var ingress = routes.ServiceProvider.GetRequiredService<Ingress>();
        return routes
            .Map(Ingress.Path + "{source}", context => ingress.HandleAsync(context, (string)context.GetRouteValue("source")!))
            .ExcludeFromDescription();
    }

    /// <summary>
    /// Maps the API under <c>/v1</c>, <c>/healthz</c> and <c>/readyz</c>. Who may call what is decided by the tokens of Breakwater's own
    /// configuration; without tokens it answers only to this machine.
    /// </summary>
    public static IEndpointConventionBuilder MapBreakwaterApi(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var services = routes.ServiceProvider;
        var keys = Keys.Of(services);
        var guard = new Guard(keys.Access, keys.Trail, services.GetRequiredService<ILogger<Guard>>());
        var group = routes.MapGroup("");
        ((IEndpointConventionBuilder)group).Finally(guard.Cover);
        new BreakwaterApi(
            services.GetRequiredService<Engine>(),
            services.GetRequiredService<BreakwaterWebOptions>(),
            services.GetRequiredService<BodyReader>(),
            keys,
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping).Map(group);
        return group;
    }

    /// <summary>What door and API share, beside the engine.</summary>
    internal static IServiceCollection AddBreakwaterWeb(this IServiceCollection services, BreakwaterWebOptions options)
    {
        services.TryAddSingleton(options);
        services.TryAddSingleton(new BodyReader(options.Clock, options.BodyTimeout));
        services.TryAddSingleton<Ingress>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineService>());

        // Only for the OpenAPI document: our answers are written in our own form whatever these options are.
        return services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Add(ApiJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(RequestJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Add(NoticeJson.Default);
        });
    }
}
