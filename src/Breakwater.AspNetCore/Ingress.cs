using Breakwater.Model;
using Breakwater.Receiving;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Breakwater.AspNetCore;

/// <summary>
/// The door: <c>/in/{source}</c>. Reads the raw bytes within the source's limits, gives them to the engine, and answers when the commit
/// is on disk. On the hot path: nothing is parsed or logged here, and the answer is written without a serializer.
/// </summary>
internal sealed class Ingress(Engine engine, IngressOptions options)
{
    public const string EventHeader = "breakwater-event";
    public const string DuplicateHeader = "breakwater-duplicate";

    public async Task HandleAsync(HttpContext context)
    {
        var name = context.Request.RouteValues["source"] as string ?? "";
        if (!engine.Settings.Sources.TryGetValue(name, out var source))
        {
            await RefuseAsync(context, name, default, new Reception.Refused(404, "source-unknown", $"There is no source '{SafeText.Cut(name)}'."));
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method) && source.Handshake is null)
        {
            context.Response.Headers.Allow = "POST";
            await Problems.WriteAsync(context, new Problem(405, "method-not-allowed", "Events come by POST."));
            return;
        }

        var body = await BodyReader.ReadAsync(context, source.MaxBody, options.Clock, options.BodyTimeout);
        if (body.Status != 0)
        {
            // What is left of the body is not read: the connection can't be used again.
            context.Response.Headers.Connection = "close";
            var (code, reason) = body.Refusal(source.MaxBody);
            await RefuseAsync(context, name, body, new Reception.Refused(body.Status, code, reason));
            return;
        }

        // A sender that hangs up does not undo what is being committed.
        await AnswerAsync(context, await engine.ReceiveAsync(Arrival(context, name, body.Body), CancellationToken.None));
    }

    private static Task AnswerAsync(HttpContext context, Reception reception)
    {
        switch (reception)
        {
            case Reception.Recorded recorded:
                return ReceiptAnswer.WriteAsync(context, recorded.Receipt, recorded.AnswerStatus);
            case Reception.Handshake handshake:
                return WriteAsync(context, handshake);
            case Reception.Refused refused:
                return Problems.WriteAsync(context, new Problem(refused.Status, refused.Code, refused.Reason));
            case Reception.Unavailable unavailable:
                return Problems.WriteAsync(context, new Problem(503, "unavailable", unavailable.Reason, unavailable.RetryAfter));
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static async Task WriteAsync(HttpContext context, Reception.Handshake handshake)
    {
        context.Response.StatusCode = handshake.Status;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = handshake.Body.Length;
        if (handshake.ContentType is { } type)
        {
            context.Response.ContentType = type;
            await context.Response.Body.WriteAsync(handshake.Body, context.RequestAborted);
        }
    }

    private Task RefuseAsync(HttpContext context, string name, BodyReading body, Reception.Refused refusal)
    {
        engine.Refuse(Arrival(context, name, body.Body), refusal);
        return Problems.WriteAsync(context, new Problem(refusal.Status, refusal.Code, refusal.Reason));
    }

    private static Arrival Arrival(HttpContext context, string source, ReadOnlyMemory<byte> body) => new()
    {
        Source = source,
        Method = context.Request.Method,
        Url = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        Headers = Headers(context.Request.Headers),
        Body = body,
        RemoteAddress = context.Connection.RemoteIpAddress,
    };

    private static List<Header> Headers(IHeaderDictionary headers)
    {
        var lines = new List<Header>(headers.Count);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                lines.Add(new Header(name, value ?? ""));
            }
        }

        return lines;
    }
}
