using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace Breakwater.AspNetCore;

/// <summary>An error that leaves, as RFC 9457 has it, with a stable <c>code</c> for programs and words for people.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">A stable word.</param>
/// <param name="detail">What is wrong here and what would have to change; never a secret.</param>
internal sealed class Problem(int status, string code, string detail) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public const string ContentType = "application/problem+json";

    public int Status => status;

    public string Code => code;

    public string Detail => detail;

    int? IStatusCodeHttpResult.StatusCode => status;

    /// <summary>When to come again: answered as <c>Retry-After</c>.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The methods that are allowed instead: answered as <c>Allow</c>.</summary>
    public string? Allow { get; init; }

    /// <summary>How to authenticate: answered as <c>WWW-Authenticate</c>.</summary>
    public string? Authenticate { get; init; }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProblemMetadata());

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (httpContext.Features.Get<Api.AuditNote>() is { } note)
        {
            note.Problem = this;
        }

        response.StatusCode = status;
        response.ContentType = ContentType;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Allow is not null)
        {
            response.Headers.Allow = Allow;
        }

        if (Authenticate is not null)
        {
            response.Headers.WWWAuthenticate = Authenticate;
        }

        Write(response.BodyWriter);
        await response.BodyWriter.FlushAsync();
    }

    private void Write(System.Buffers.IBufferWriter<byte> destination)
    {
        using var json = new Utf8JsonWriter(destination);
        json.WriteStartObject();
        json.WriteString("type"u8, "about:blank"u8);
        json.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
        json.WriteNumber("status"u8, status);
        json.WriteString("detail"u8, detail);
        json.WriteString("code"u8, code);
        json.WriteEndObject();
    }

    /// <summary>Says to the OpenAPI document that a call may answer with a problem.</summary>
    private sealed class ProblemMetadata : IProducesResponseTypeMetadata
    {
        public Type? Type => typeof(ProblemView);

        public int StatusCode => StatusCodes.Status400BadRequest;

        public IEnumerable<string> ContentTypes => [Problem.ContentType];
    }
}
