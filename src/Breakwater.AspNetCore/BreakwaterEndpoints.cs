using Breakwater.AspNetCore.Api;
using Breakwater.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Breakwater.AspNetCore;

/// <summary>The table of contents: what Breakwater adds to an ASP.NET Core application.</summary>
public static class BreakwaterEndpoints
{
    /// <summary>
    /// Adds an engine, which starts and stops with the application. Calling it twice changes nothing.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="make">Makes the engine, once; the store and the transport stay the application's own.</param>
    public static IServiceCollection AddBreakwater(this IServiceCollection services, Func<IServiceProvider, Engine> make)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(make);
        services.TryAddSingleton(new IngressOptions());
        services.TryAddSingleton<Ingress>();
        services.TryAddSingleton<Access>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Hosting.IHostedService, EngineService>());
        services.Configure<JsonOptions>(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        return services;
    }

    /// <summary>Maps the door, <c>POST /in/{source}</c>, under the builder's prefix.</summary>
    public static IEndpointConventionBuilder MapBreakwaterIngress(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var ingress = endpoints.ServiceProvider.GetRequiredService<Ingress>();
        return endpoints.Map("/in/{source}", ingress.HandleAsync).ExcludeFromDescription();
    }

    /// <summary>
    /// Maps the API under <c>/v1</c>, and <c>/healthz</c> and <c>/readyz</c>, under the builder's prefix. Calls are guarded by
    /// <c>admin.tokens</c>; without tokens only this machine may call. Further demands (<c>RequireAuthorization</c>) may be added.
    /// </summary>
    public static IEndpointConventionBuilder MapBreakwaterApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var all = endpoints.MapGroup("").AddEndpointFilter(AnswerHeaders);
        HealthChecks.Map(all);
        var api = all.MapGroup("/v1");
        Publishing.Map(api);
        Events.Map(api);
        Deliveries.Map(api);
        Replays.Map(api);
        Sources.Map(api);
        Destinations.Map(api);
        RejectionList.Map(api);
        Stats.Map(api);
        LiveStream.Map(api);
        NotYet.Map(all);
        return all;
    }

    /// <summary>Answers are for programs: never sniffed, cached, framed or run.</summary>
    private static ValueTask<object?> AnswerHeaders(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var headers = invocation.HttpContext.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";
        return next(invocation);
    }
}
