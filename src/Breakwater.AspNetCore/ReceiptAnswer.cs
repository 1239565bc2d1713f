using System.Text;
using Breakwater.Model;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore;

/// <summary>The answer to a recorded event: <c>{"id":"evt_…","duplicate":false}</c>, and the same in headers.</summary>
internal static class ReceiptAnswer
{
    public static Task WriteAsync(HttpContext context, Receipt receipt, int status)
    {
        var response = context.Response;
        var id = receipt.Id.ToString();
        var duplicate = receipt.Duplicate ? "true" : "false";
        response.StatusCode = status;
        response.Headers[Ingress.EventHeader] = id;
        response.Headers[Ingress.DuplicateHeader] = duplicate;
        if (status == StatusCodes.Status204NoContent)
        {
            return Task.CompletedTask;
        }

        var length = """{"id":"","duplicate":}""".Length + id.Length + duplicate.Length;
        response.ContentType = "application/json";
        response.ContentLength = length;
        var span = response.BodyWriter.GetSpan(length);
        var at = Put(span, 0, "{\"id\":\"");
        at = Put(span, at, id);
        at = Put(span, at, "\",\"duplicate\":");
        at = Put(span, at, duplicate);
        at = Put(span, at, "}");
        response.BodyWriter.Advance(at);
        return Task.CompletedTask;
    }

    private static int Put(Span<byte> span, int at, string text) => at + Encoding.ASCII.GetBytes(text, span[at..]);
}
