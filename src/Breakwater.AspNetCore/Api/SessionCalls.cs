using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/session</c>: a browser shows a token once and goes on with a cookie that no script can read.</summary>
internal sealed class SessionCalls(Access access, Sessions sessions, Bodies bodies, TimeProvider clock)
{
    public async Task<Results<Answer<SessionView>, Problem>> PostAsync(HttpRequest request, CancellationToken cancellation)
    {
        var context = request.HttpContext;
        if (Access.ForgedBy(request) is { } forged)
        {
            return forged;
        }

        var asked = await bodies.JsonAsync(request, RequestJson.Default.SessionRequest, null, "token");
        if (asked.Value is not { } shown)
        {
            return asked.Problem!;
        }

        var (holder, problem) = await access.ShowAsync(context, shown.Token);
        if (holder is null)
        {
            return problem!;
        }

        Write(context, sessions.Begin(holder), Sessions.Life);
        return Answered(holder, Sessions.Life);
    }

    /// <summary>Who the session is.</summary>
    public Results<Answer<SessionView>, Problem> Get(HttpRequest request) =>
        request.Cookies[Sessions.Cookie] is { } text && sessions.Use(text) is { } session
            ? Answered(session.Holder, session.Left)
            : Problems.SessionUnknown;

    /// <summary>Ends it, here and in the browser; also where it had ended before.</summary>
    public Results<NoContent, Problem> Delete(HttpRequest request)
    {
        if (Access.ForgedBy(request) is { } forged)
        {
            return forged;
        }

        if (request.Cookies[Sessions.Cookie] is { } text)
        {
            sessions.End(text);
        }

        Write(request.HttpContext, "", TimeSpan.Zero);
        return TypedResults.NoContent();
    }

    private Answer<SessionView> Answered(Holder holder, TimeSpan left) => new(
        new SessionView { Name = holder.Name, Role = Words.Of(holder.Role), ExpiresAt = (clock.GetUtcNow() + left).UtcDateTime }, ApiJson.Default.SessionView);

    /// <summary>No Secure on http: browsers would not send it back there, and TLS ends before us. A proxy with TLS may add it.</summary>
    private static void Write(HttpContext context, string text, TimeSpan life) => context.Response.Headers.SetCookie = string.Create(
        CultureInfo.InvariantCulture,
        $"{Sessions.Cookie}={text}; Path=/; Max-Age={(long)life.TotalSeconds}; HttpOnly; SameSite=Strict{(context.Request.IsHttps ? "; Secure" : "")}");
}

/// <summary>A token that a browser shows.</summary>
internal sealed record SessionRequest
{
    public required string Token { get; init; }
}

/// <summary>Who a session is.</summary>
internal sealed record SessionView
{
    public required string Name { get; init; }

    public required string Role { get; init; }

    public required DateTime ExpiresAt { get; init; }
}
