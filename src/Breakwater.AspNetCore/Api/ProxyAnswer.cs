using System.Collections.Frozen;
using System.Globalization;
using Breakwater.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Breakwater.AspNetCore.Api;

/// <summary>The end of a call as the answer to the request that made it: the platform's own status, headers and body.</summary>
internal static class ProxyAnswer
{
    // What belongs to the connection to the platform, what is the server's to say, and what keeps a browser from taking an answer for our page.
    private static readonly FrozenSet<string> Withheld = new[]
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding",
        "Upgrade", "Content-Length", "Content-Security-Policy", "X-Content-Type-Options", "breakwater-call", "breakwater-duplicate", "breakwater-attempts", "breakwater-fallback",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static Task WriteAsync(HttpContext context, Call call)
    {
        context.Response.Headers["breakwater-attempts"] = call.Delivery.Attempts.ToString(CultureInfo.InvariantCulture);
        if (FallbackView.Of(call.Fallback) is { } fallback)
        {
            // Who asked should know that the platform did not answer this itself.
            context.Response.Headers["breakwater-fallback"] = fallback.Destination ?? fallback.Kind;
        }

        return call switch
        {
            { Delivery.State: DeliveryState.Cancelled } => Problems.CallCancelled.ExecuteAsync(context),
            { Answer: null } => Problems.CallFailed(call.Delivery.Attempts, call.Delivery.LastError).ExecuteAsync(context),
            { Answer.Cut: true } => Problems.AnswerCut(call.Answer.Body.Length, call.Answer.Status).ExecuteAsync(context),
            { Answer: var answer } => WriteAsync(context, answer),
        };
    }

    private static async Task WriteAsync(HttpContext context, CallAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers.Remove("Cache-Control");
        response.Headers.Remove("Referrer-Policy");
        var named = answer.Headers.Where(header => header.Name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var lines in answer.Headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
        {
            if (!Withheld.Contains(lines.Key) && !named.Contains(lines.Key))
            {
                response.Headers[lines.Key] = new StringValues([.. lines.Select(header => header.Value).Where(IsCarriable)]);
            }
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = Announced(answer);
        }
        else if (answer.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified or < 200))
        {
            response.ContentLength = answer.Body.Length;
            await response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private static long? Announced(CallAnswer answer) =>
        answer.Headers.FirstOrDefault(header => header.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value is { } text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    private static bool IsCarriable(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.All(letter => letter is '\t' or (>= ' ' and <= '~'));
}
