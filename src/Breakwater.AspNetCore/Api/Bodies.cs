using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary>A request's body as a value, or why there is none.</summary>
/// <param name="Value">The value; null beside a problem.</param>
/// <param name="Problem">Why there is none.</param>
internal readonly record struct BodyOf<T>(T? Value, Problem? Problem)
    where T : class;

/// <summary>Reads the bodies of calls: bounded, strict, and with words that say where they are wrong.</summary>
internal sealed class Bodies(BodyReader reader)
{
    private const int SmallBytes = 64 * 1024;

    /// <summary>Reads a small JSON object.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">Its type.</param>
    /// <param name="empty">What no body at all means; null where one is needed.</param>
    /// <param name="members">The members that it may have, for the words.</param>
    public async ValueTask<BodyOf<T>> JsonAsync<T>(HttpRequest request, JsonTypeInfo<T> type, T? empty, string members)
        where T : class
    {
        var (bytes, problem) = await BytesAsync(request, SmallBytes);
        if (problem is not null)
        {
            return new(null, problem);
        }

        if (bytes.Length == 0 && empty is not null)
        {
            return new(empty, null);
        }

        if (!IsJson(request.ContentType))
        {
            return new(null, Problems.ContentType("application/json"));
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, type) is { } value
                ? new(value, null)
                : new(null, Problems.Invalid($"the body is a JSON object with {members}"));
        }
        catch (JsonException fault)
        {
            return new(null, Problems.Invalid(
                $"the body is not as expected at {fault.Path ?? "$"} (line {fault.LineNumber + 1}): it is a JSON object with {members}, each of its type and at most once"));
        }
    }

    /// <summary>Reads a body as it is.</summary>
    public async ValueTask<(byte[] Bytes, Problem? Problem)> BytesAsync(HttpRequest request, int limit)
    {
        var read = await reader.ReadAsync(request.HttpContext, limit);
        if (read.End is not BodyEnd.Whole)
        {
            request.HttpContext.Response.Headers.Connection = "close";
        }

        return (read.Bytes, read.End switch
        {
            BodyEnd.Whole => null,
            BodyEnd.TooLarge => Problems.TooLarge(limit),
            BodyEnd.TooSlow => Problems.Of(Problems.BodyTooSlow),
            BodyEnd.Busy => Problems.DoorBusy,
            _ => Problems.Of(Problems.BodyBroken(read.Status == 0 ? StatusCodes.Status400BadRequest : read.Status)),
        });
    }

    public static bool IsJson(string? contentType)
    {
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }
}
