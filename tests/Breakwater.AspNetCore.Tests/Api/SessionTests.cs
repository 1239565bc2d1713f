using Breakwater.AspNetCore.Api;
using Breakwater.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class SessionTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task A_browser_gets_a_cookie_that_no_script_reads_and_that_no_other_site_sends()
    {
        await using var site = await StartAsync();
        var (cookie, set) = await SignInAsync(site, Role.Operate);
        Assert.Contains("HttpOnly", set, StringComparison.Ordinal);
        Assert.Contains("SameSite=Strict", set, StringComparison.Ordinal);
        Assert.Contains("Max-Age=28800", set, StringComparison.Ordinal);
        Assert.DoesNotContain(Arranged.Token(Role.Operate), set, StringComparison.Ordinal);

        Assert.Equal(200, await AskAsync(site, cookie, "GET", "/v1/stats"));
        Assert.Equal(200, await AskAsync(site, cookie, "GET", "/v1/session"));
        Assert.Equal(403, await AskAsync(site, cookie, "GET", "/v1/audit"));
        Assert.Equal(200, await AskAsync(site, cookie, "POST", "/v1/destinations/orders/pause", header: true));
    }

    [Fact]
    public async Task What_changes_something_needs_the_header_and_comes_from_our_own_pages()
    {
        await using var site = await StartAsync();
        var (cookie, _) = await SignInAsync(site, Role.Admin);
        Assert.Equal(403, await AskAsync(site, cookie, "POST", "/v1/destinations/orders/pause"));
        Assert.Equal(403, await AskAsync(site, cookie, "DELETE", "/v1/tokens/none"));
        Assert.Equal(403, await AskAsync(site, cookie, "POST", "/v1/destinations/orders/pause", header: true, origin: "https://evil.example.com"));
        Assert.Equal(403, await AskAsync(site, cookie, "POST", "/v1/destinations/orders/pause", header: true, origin: "null"));
        Assert.Equal(200, await AskAsync(site, cookie, "POST", "/v1/destinations/orders/pause", header: true, origin: site.AdminAddress.GetLeftPart(UriPartial.Authority)));

        using var forged = new HttpRequestMessage(HttpMethod.Post, "/v1/session") { Content = Site.Json($$"""{"token":"{{Arranged.Token(Role.Read)}}"}""") };
        using var response = await site.Admin.SendAsync(forged, Site.Cancellation);
        await Site.ProblemAsync(response, 403, "session-header-missing");
    }

    [Fact]
    public async Task A_session_ends_when_it_is_ended_idle_old_or_without_its_token()
    {
        await using var site = await StartAsync();
        var (ended, _) = await SignInAsync(site, Role.Admin);
        Assert.Equal(204, await AskAsync(site, ended, "DELETE", "/v1/session", header: true));
        Assert.Equal(401, await AskAsync(site, ended, "GET", "/v1/stats"));

        var (idle, _) = await SignInAsync(site, Role.Admin);
        clock.Advance(Sessions.Idle - TimeSpan.FromSeconds(1));
        Assert.Equal(200, await AskAsync(site, idle, "GET", "/v1/stats"));
        clock.Advance(Sessions.Idle);
        Assert.Equal(401, await AskAsync(site, idle, "GET", "/v1/stats"));

        var (old, _) = await SignInAsync(site, Role.Admin);
        for (var spent = TimeSpan.Zero; spent <= Sessions.Life - Sessions.Idle; spent += Sessions.Idle / 2)
        {
            Assert.Equal(200, await AskAsync(site, old, "GET", "/v1/stats"));
            clock.Advance(Sessions.Idle / 2);
        }

        Assert.Equal(200, await AskAsync(site, old, "GET", "/v1/stats"));
        clock.Advance(Sessions.Idle / 2);
        Assert.Equal(401, await AskAsync(site, old, "GET", "/v1/stats"));

        var (revoked, _) = await SignInAsync(site, Role.Read);
        var settings = Arranged.WithTokens(Arranged.Settings);
        await site.Engine.ApplyAsync(
            settings with { Admin = settings.Admin with { Tokens = [.. settings.Admin.Tokens.Where(token => token.Role != Role.Read)] } }, Site.Cancellation);
        Assert.Equal(401, await AskAsync(site, revoked, "GET", "/v1/stats"));
    }

    [Fact]
    public async Task A_wrong_token_begins_no_session_and_counts_as_a_guess()
    {
        await using var site = await StartAsync();
        for (var n = 0; n < Lockout.FailuresMost; n++)
        {
            Assert.Equal(401, await AskAsync(site, null, "POST", "/v1/session", header: true, body: """{"token":"wrong"}"""));
        }

        Assert.Equal(429, await AskAsync(site, null, "POST", "/v1/session", header: true, body: $$"""{"token":"{{Arranged.Token(Role.Admin)}}"}"""));
    }

    [Fact]
    public void A_page_runs_no_script_within_it_and_stands_in_no_frame()
    {
        var context = new DefaultHttpContext();
        Guard.HardenPage(context.Response.Headers);
        var policy = context.Response.Headers.ContentSecurityPolicy.ToString();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_are_bounded_for_each_token_and_altogether()
    {
        var sessions = new Sessions(clock);
        var first = sessions.Begin(Of("a"));
        clock.Advance(TimeSpan.FromSeconds(1));
        for (var n = 0; n < Sessions.MostOfToken; n++)
        {
            sessions.Begin(Of("a"));
        }

        Assert.Null(sessions.Use(first));
        Assert.Equal(Sessions.MostOfToken, sessions.Count);
        for (var n = 0; n < Sessions.Most; n++)
        {
            sessions.Begin(Of($"b{n}"));
        }

        Assert.Equal(Sessions.Most, sessions.Count);

        static Holder Of(string name) => new(name, Role.Read, default);
    }

    private Task<Site> StartAsync() => Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions { Clock = clock });

    private static async Task<(string Cookie, string Set)> SignInAsync(Site site, Role role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/session") { Content = Site.Json($$"""{"token":"{{Arranged.Token(role)}}"}""") };
        request.Headers.Add(Sessions.Header, "1");
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
        var set = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        return (set[..set.IndexOf(';', StringComparison.Ordinal)], set);
    }

    private static async Task<int> AskAsync(
        Site site, string? cookie, string method, string path, bool header = false, string? origin = null, string? body = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = site.AdminAddress };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : Site.Json(body) };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (header)
        {
            request.Headers.Add(Sessions.Header, "1");
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await client.SendAsync(request, Site.Cancellation);
        return (int)response.StatusCode;
    }
}
