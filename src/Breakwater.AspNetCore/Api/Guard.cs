using Breakwater.Configuration;
using Breakwater.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Breakwater.AspNetCore.Api;

/// <summary>The role that a call needs; a call without it is open to everyone.</summary>
/// <param name="Role">The role.</param>
/// <param name="Or">Another one that is enough, too.</param>
internal sealed record Needs(Role Role, Role? Or = null);

/// <summary>
/// Stands before every call of the API, before any of its parameters is looked at: safe headers, who may, and what becomes of an
/// exception.
/// </summary>
internal sealed partial class Guard(Access access, AuditTrail trail, ILogger<Guard> log)
{
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    /// <summary>Puts itself before an endpoint.</summary>
    public void Cover(EndpointBuilder builder)
    {
        var inner = builder.RequestDelegate;
        if (inner is null || builder is not RouteEndpointBuilder route)
        {
            return;
        }

        var needs = builder.Metadata.OfType<Needs>().LastOrDefault();
        var methods = builder.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [];
        var call = $"{string.Join('|', methods)} {route.RoutePattern.RawText}".TrimStart();
        var audited = builder.Metadata.OfType<Audited>().LastOrDefault();
        builder.RequestDelegate = async context =>
        {
            Harden(context.Response.Headers);
            await RunAsync(
                needs is null ? inner : judged => JudgeAsync(inner, judged, needs, audited, call),
                context,
                call);
        };
    }

    private async Task JudgeAsync(RequestDelegate inner, HttpContext context, Needs needs, Audited? audited, string call)
    {
        if (await access.JudgeAsync(context, needs, call) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
        }
        else if (audited is null)
        {
            await inner(context);
        }
        else
        {
            await trail.RunAsync(context, audited, () => RunAsync(inner, context, call));
        }
    }

    /// <summary>What every answer of the API carries: nothing of it is a page, is guessed at, or is kept by anyone between.</summary>
    public static void Harden(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>
    /// What a page of ours carries: scripts and styles of ours alone and none within it, and no frame around it. What is not ours (a body, a
    /// platform's answer) keeps the policy of everything else, under which no page can do anything.
    /// </summary>
    public static void HardenPage(IHeaderDictionary headers)
    {
        Harden(headers);
        headers.ContentSecurityPolicy = PagePolicy;
    }

    private async Task RunAsync(RequestDelegate inner, HttpContext context, string call)
    {
        try
        {
            await inner(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone: nobody reads an answer.
        }
        catch (StoreUnavailableException fault) when (!context.Response.HasStarted)
        {
            await Problems.Unavailable(fault.Message, TimeSpan.FromSeconds(5)).ExecuteAsync(context);
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            await Problems.Of(Problems.BodyBroken(fault.StatusCode)).ExecuteAsync(context);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogFailed(fault, call);
            await Problems.Internal.ExecuteAsync(context);
        }
    }

    [LoggerMessage(7003, LogLevel.Error, "{Call} met a bug and was answered with 500")]
    private partial void LogFailed(Exception fault, string call);
}
