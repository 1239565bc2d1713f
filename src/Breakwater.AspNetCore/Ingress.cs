using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Breakwater.AspNetCore;

/// <summary>
/// The door for webhooks: limits, the raw bytes once into memory, then the engine's word as an HTTP answer. The hot path: no routing,
/// no services, no scopes, no reflection, no JSON writer.
/// </summary>
internal sealed partial class Ingress(Engine engine, BodyReader bodies, BreakwaterWebOptions options, ILogger<Ingress> log)
{
    /// <summary>What every path of the door begins with.</summary>
    public const string Path = "/in/";

    private const string EventHeader = "breakwater-event";
    private const string DuplicateHeader = "breakwater-duplicate";

    /// <summary>Answers one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The source's name as it was asked for.</param>
    public async Task HandleAsync(HttpContext context, string name)
    {
        if (!engine.Settings.Sources.TryGetValue(name, out var source))
        {
            await RefuseAsync(context, name, Problems.SourceUnknown);
            return;
        }

        if (source.Handshake is null && !HttpMethods.IsPost(context.Request.Method))
        {
            await RefuseAsync(context, name, Problems.MethodNotAllowed);
            return;
        }

        var body = await bodies.ReadAsync(context, source.MaxBody);
        if (body.End != BodyEnd.Whole)
        {
            await RefuseBodyAsync(context, name, body, source.MaxBody);
            return;
        }

        try
        {
            // The sender's patience does not matter from here on: what came whole is recorded, and a repetition is a duplicate.
            await AnswerAsync(context, await engine.ReceiveAsync(Arrived(context, name, body.Bytes), CancellationToken.None), source.EmptyAnswers);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogFailed(fault, source.Name);
            await Problems.Internal.ExecuteAsync(context);
        }
    }

    private static Task AnswerAsync(HttpContext context, Reception reception, bool empty)
    {
        switch (reception)
        {
            case Reception.Recorded recorded:
                WriteReceipt(context.Response, recorded, empty);
                return Task.CompletedTask;
            case Reception.Handshake handshake:
                WriteHandshake(context.Response, handshake);
                return Task.CompletedTask;
            case Reception.Refused refused when empty:
                context.Response.StatusCode = refused.Status;
                context.Response.ContentLength = 0;
                return Task.CompletedTask;
            case Reception.Refused refused:
                return Problems.Of(refused).ExecuteAsync(context);
            case Reception.Unavailable unavailable:
                return Problems.Of(unavailable).ExecuteAsync(context);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void WriteReceipt(HttpResponse response, Reception.Recorded recorded, bool empty)
    {
        var id = recorded.Receipt.Id.ToString();
        var duplicate = recorded.Receipt.Duplicate;
        response.StatusCode = recorded.AnswerStatus;
        response.Headers[EventHeader] = id;
        response.Headers[DuplicateHeader] = duplicate ? "true" : "false";
        if (recorded.AnswerStatus is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
        {
            return;
        }

        if (empty)
        {
            response.ContentLength = 0;
            return;
        }

        var rest = duplicate ? "\",\"duplicate\":true}"u8 : "\",\"duplicate\":false}"u8;
        var head = "{\"id\":\""u8;
        var length = head.Length + id.Length + rest.Length;
        response.ContentType = "application/json";
        response.ContentLength = length;
        var span = response.BodyWriter.GetSpan(length);
        head.CopyTo(span);
        System.Text.Encoding.ASCII.GetBytes(id, span[head.Length..]);
        rest.CopyTo(span[(head.Length + id.Length)..]);
        response.BodyWriter.Advance(length);
    }

    private static void WriteHandshake(HttpResponse response, Reception.Handshake handshake)
    {
        response.StatusCode = handshake.Status;
        response.ContentType = handshake.ContentType;
        response.Headers.XContentTypeOptions = "nosniff";
        foreach (var (name, value) in handshake.Headers)
        {
            response.Headers[name] = value;
        }

        if (!handshake.Body.IsEmpty)
        {
            response.ContentLength = handshake.Body.Length;
            handshake.Body.Span.CopyTo(response.BodyWriter.GetSpan(handshake.Body.Length));
            response.BodyWriter.Advance(handshake.Body.Length);
        }
    }

    private async Task RefuseBodyAsync(HttpContext context, string name, BodyRead body, int limit)
    {
        switch (body.End)
        {
            case BodyEnd.TooLarge:
                await RefuseAsync(context, name, Problems.BodyTooLarge(limit));
                break;
            case BodyEnd.TooSlow:
                await RefuseAsync(context, name, Problems.BodyTooSlow);
                break;
            case BodyEnd.Broken:
                await RefuseAsync(context, name, Problems.BodyBroken(body.Status));
                break;
            case BodyEnd.Busy:
                context.Response.Headers.Connection = "close";
                await Problems.DoorBusy.ExecuteAsync(context);
                break;
            default:
                context.Abort();
                break;
        }
    }

    /// <summary>Refuses before, or in the middle of, the body: the answer goes first, and the connection ends with it.</summary>
    private async Task RefuseAsync(HttpContext context, string name, Reception.Refused refusal)
    {
        engine.Refuse(Arrived(context, name, []), refusal);
        var unread = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        if (unread)
        {
            context.Response.Headers.Connection = "close";
        }

        await Problems.Of(refusal).ExecuteAsync(context);
        if (unread && refusal.Status is not (StatusCodes.Status408RequestTimeout or StatusCodes.Status400BadRequest))
        {
            await context.Response.CompleteAsync();
            await Lingering.DiscardAsync(context.Request.BodyReader, options.Clock);
        }
    }

    private Arrival Arrived(HttpContext context, string name, byte[] body) => new()
    {
        Source = name,
        Method = context.Request.Method,
        Url = Url(context),
        Headers = Lines(context.Request.Headers),
        Body = body,
        RemoteAddress = ClientAddress.Of(context, engine.Settings.Listen),
    };

    /// <summary>The URL as it stood in the request: nothing decoded, nothing put in order, for there are signatures over it.</summary>
    private static string Url(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return target.StartsWith('/') && context.Request.Host.Value is { Length: > 0 } host
            ? string.Concat(context.Request.Scheme, "://", host, target)
            : target;
    }

    private static Header[] Lines(IHeaderDictionary headers)
    {
        var count = 0;
        foreach (var (_, values) in headers)
        {
            count += values.Count;
        }

        var lines = new Header[count];
        count = 0;
        foreach (var (name, values) in headers)
        {
            for (var index = 0; index < values.Count; index++)
            {
                lines[count++] = new Header(name, values[index] ?? "");
            }
        }

        return lines;
    }

    [LoggerMessage(7000, LogLevel.Error, "An arrival at {Source} met a bug and was answered with 500")]
    private partial void LogFailed(Exception fault, string source);
}
