using Breakwater.AspNetCore.Api;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore;

/// <summary>Every error that leaves, in one page: problem details of RFC 9457 with a stable <c>code</c>, never a stack trace or a secret.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static Problem Unknown(string what, string id) => new(404, "not-found", $"There is no {what} '{SafeText.Cut(id)}'.");

    public static Problem Ambiguous(string what, string id) =>
        new(409, "id-ambiguous", $"More than one {what} begins with '{SafeText.Cut(id)}': give more of the id.");

    public static Problem BadParameter(string name, string expected) => new(400, "bad-parameter", $"The parameter '{name}' must be {expected}.");

    public static Problem BadBody(string detail) => new(400, "bad-body", detail);

    public static Problem Unprocessable(string code, string detail) => new(422, code, detail);

    public static Problem Conflict(string detail) => new(409, "not-possible", detail);

    public static Problem NoToken() =>
        new(401, "token-missing", "This needs a token: send 'Authorization: Bearer <token>' with one of admin.tokens.");

    public static Problem WrongToken() => new(401, "token-unknown", "This token is not one of admin.tokens.");

    public static Problem Forbidden(string needed) => new(403, "role-insufficient", $"This token's role does not allow it: it needs {needed}.");

    public static Problem NotLoopback() => new(
        403, "loopback-only", "No admin.tokens are configured, so only requests from this machine to a loopback name are answered.");

    public static Problem NotSupportedYet(string what) => new(501, "not-supported-yet", $"{what} is not supported yet.");

    /// <summary>Writes a problem as the answer; nothing of an answer may have been written before.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        var document = problem.Document;
        context.Response.StatusCode = problem.StatusCode;
        if (problem.StatusCode == 401 && problem.Code.StartsWith("token", StringComparison.Ordinal))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (problem.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Seconds(wait);
        }

        return context.Response.WriteAsJsonAsync(document, ApiJson.Default.ProblemDocument, ContentType, context.RequestAborted);
    }

    private static string Seconds(TimeSpan wait) =>
        Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An error on its way out; a typed result of the API.</summary>
internal sealed record Problem(int StatusCode, string Code, string Detail, TimeSpan? RetryAfter = null)
    : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    public ProblemDocument Document => new()
    {
        Title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(StatusCode),
        Status = StatusCode,
        Code = Code,
        Detail = Detail,
    };

    int? IStatusCodeHttpResult.StatusCode => StatusCode;

    string? IContentTypeHttpResult.ContentType => Problems.ContentType;

    public Task ExecuteAsync(HttpContext httpContext) => Problems.WriteAsync(httpContext, this);
}

/// <summary>Problem details as JSON.</summary>
internal sealed record ProblemDocument
{
    /// <summary>A phrase for the status.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>A stable word for programs.</summary>
    public required string Code { get; init; }

    /// <summary>What happened, for people.</summary>
    public required string Detail { get; init; }
}
