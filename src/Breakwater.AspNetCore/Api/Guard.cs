using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.AspNetCore.Api;

/// <summary>Asks <see cref="Access"/> before an endpoint runs.</summary>
internal static class Guard
{
    /// <summary>Only who has the permission may call this endpoint.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, Permission permission)
    {
        endpoint.Add(builder =>
        {
            var inner = builder.RequestDelegate!;
            builder.RequestDelegate = context =>
                context.RequestServices.GetRequiredService<Access>().Refusal(context, permission) is { } refusal
                    ? Problems.WriteAsync(context, refusal)
                    : inner(context);
        });
        return endpoint.Produces<ProblemDocument>(401, Problems.ContentType).Produces<ProblemDocument>(403, Problems.ContentType);
    }
}
