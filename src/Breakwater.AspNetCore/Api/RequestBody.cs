using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Breakwater.Configuration;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore.Api;

/// <summary>Reads the JSON body of a call, bounded, with errors that say what and where.</summary>
internal static class RequestBody
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The body as a record; <paramref name="empty"/> where none was sent.</summary>
    public static async Task<(T Value, Problem? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T> empty)
        where T : class
    {
        var body = await BodyReader.ReadAsync(context, MaxBytes, TimeProvider.System, Limits.BodyTimeout);
        if (body.Status != 0)
        {
            return (null!, new Problem(body.Status, body.Refusal(MaxBytes).Code, $"The body must come whole and have at most {MaxBytes} bytes."));
        }

        if (body.Body.IsEmpty)
        {
            return (empty(), null);
        }

        try
        {
            var value = JsonSerializer.Deserialize(body.Body.Span, type);
            return value is null ? (null!, Problems.BadBody("The body must be a JSON object, not null.")) : (value, null);
        }
        catch (JsonException wrong)
        {
            return (null!, Problems.BadBody(Words(wrong)));
        }
    }

    /// <summary>The place and the member at fault; the parser's own sentence names types of ours.</summary>
    private static string Words(JsonException wrong) => wrong.Path is { Length: > 1 } path && !wrong.Message.Contains("could not be mapped", StringComparison.Ordinal)
        ? $"The body is not as expected at {path}, line {wrong.LineNumber + 1}."
        : wrong.Message.Contains("could not be mapped", StringComparison.Ordinal)
            ? $"The body has a member that is not known: {wrong.Path}."
            : $"The body is not valid JSON, line {wrong.LineNumber + 1}.";
}
