using Breakwater.Configuration;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

/// <summary>The proxy between real sockets: what the application writes reaches the platform, and what that answers comes back.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task The_platform_s_own_status_headers_and_bytes_come_back()
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync();
        byte[] answer = [0, 1, 2, 0xff, 0xfe, 13, 10, 0];
        platform.Answer = async context =>
        {
            context.Response.StatusCode = 207;
            context.Response.ContentType = "application/x-own";
            context.Response.Headers["X-Rate-Left"] = new(["41", "42"]);
            context.Response.Headers.ETag = "\"7\"";
            context.Response.Headers.CacheControl = "max-age=60";
            await context.Response.Body.WriteAsync(answer);
        };
        byte[] body = [0xff, 0, 0x80, 1];
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/out/platform/v1/a%2Fb/%C3%BC?q=%20x&q=y") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream; v=1");
        request.Headers.TryAddWithoutValidation("X-Own", "mine");
        request.Headers.TryAddWithoutValidation("Cookie", "session=secret");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer of-the-application");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", "\"order 7\"");
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);

        Assert.Equal(207, (int)response.StatusCode);
        Assert.Equal(answer, await response.Content.ReadAsByteArrayAsync(Site.Cancellation));
        Assert.Equal("application/x-own", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["41", "42"], response.Headers.GetValues("X-Rate-Left"));
        Assert.Equal("\"7\"", response.Headers.ETag!.Tag);
        Assert.Equal("max-age=60", response.Headers.CacheControl!.ToString());
        Assert.StartsWith("call_", response.Headers.GetValues("breakwater-call").Single(), StringComparison.Ordinal);

        var got = Assert.Single(platform.Got);
        Assert.Equal("PATCH", got.Method);
        Assert.Equal("/api/v1/a%2Fb/%C3%BC?q=%20x&q=y", got.Target);
        Assert.Equal(body, got.Body);
        Assert.Equal("application/octet-stream; v=1", got.Headers["Content-Type"]);
        Assert.Equal("mine", got.Headers["X-Own"]);
        Assert.Equal("Bearer of-the-platform", got.Headers["Authorization"]);
        Assert.Equal("\"order 7\"", got.Headers["Idempotency-Key"]);
        Assert.False(got.Headers.ContainsKey("Cookie"));
        Assert.NotEqual(site.AdminAddress.Authority, got.Headers["Host"]);
        Assert.DoesNotContain("of-the-application", string.Join(' ', got.Headers.Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", 404)]
    [InlineData("DELETE", 204)]
    [InlineData("GET", 302)]
    [InlineData("POST", 422)]
    public async Task Every_answer_is_passed_on_and_a_bodiless_request_announces_no_body(string method, int status)
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync();
        platform.Answer = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = site.AdminAddress };
        using var request = new HttpRequestMessage(new HttpMethod(method), "/out/platform");
        using var response = await client.SendAsync(request, Site.Cancellation);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("/elsewhere", response.Headers.Location!.ToString());
        var got = Assert.Single(platform.Got);
        Assert.Equal("/api", got.Target);
        Assert.Equal(method is not "GET", got.Headers.ContainsKey("Content-Length"));
    }

    [Fact]
    public async Task A_failure_that_passes_is_not_seen_by_the_application()
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync();
        platform.Answer = context =>
        {
            context.Response.StatusCode = platform.Got.Count < 3 ? 500 : 200;
            return context.Response.WriteAsync("done");
        };
        using var response = await site.Admin.PostAsync("/out/platform/charges", new StringContent("{}"), Site.Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("3", response.Headers.GetValues("breakwater-attempts").Single());
        Assert.Single(platform.Got.Select(got => got.Headers["Idempotency-Key"]).Distinct());
    }

    [Theory]
    [InlineData("/out/platform/../../secret")]
    [InlineData("/out/platform/a/../../../secret")]
    [InlineData("/out/platform/%2e%2e/secret")]
    [InlineData("/out/platform/%2E%2e%2fsecret")]
    [InlineData("/out/platform/a/%252e%252e/secret")]
    [InlineData("/out/platform//evil.example.com/")]
    [InlineData("/out/platform/..%5csecret")]
    [InlineData("/out/platform/..;/secret")]
    [InlineData("/out/other/../platform/x")]
    [InlineData("/out/platform/a%00b")]
    public async Task A_path_that_would_leave_the_destination_s_url_is_refused(string target)
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync();
        var answer = await Site.RawAsync(site.AdminAddress, $"GET {target} HTTP/1.1\r\nHost: {site.AdminAddress.Authority}\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 (400|404) ", answer);
        Assert.Empty(platform.Got);
    }

    [Fact]
    public async Task The_same_key_gets_the_same_answer_another_request_422_and_a_running_one_409()
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync();
        platform.Answer = context => context.Response.WriteAsync($"answer {platform.Got.Count}");
        for (var time = 0; time < 2; time++)
        {
            using var response = await KeyedAsync(site, "a", "one");
            Assert.Equal("answer 1", await response.Content.ReadAsStringAsync(Site.Cancellation));
            Assert.Equal(time == 0 ? "false" : "true", response.Headers.GetValues("breakwater-duplicate").Single());
        }

        using var other = await KeyedAsync(site, "a", "two");
        await Site.ProblemAsync(other, 422, "idempotency-key-reused");
        Assert.Single(platform.Got);

        var held = new TaskCompletionSource();
        platform.Answer = async context =>
        {
            await held.Task;
            await context.Response.WriteAsync("late");
        };
        var first = KeyedAsync(site, "b", "one");
        await site.UntilRecordedAsync(2);
        using var running = await KeyedAsync(site, "b", "one");
        Assert.StartsWith("/v1/calls/call_", running.Headers.Location!.ToString(), StringComparison.Ordinal);
        await Site.ProblemAsync(running, 409, "still-running");
        held.SetResult();
        using var ended = await first;
        Assert.Equal("late", await ended.Content.ReadAsStringAsync(Site.Cancellation));
    }

    [Fact]
    public async Task Who_does_not_want_to_wait_gets_202_and_the_place_of_the_answer()
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync();
        platform.Answer = context => context.Response.WriteAsync("done");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/out/platform/charges");
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        using var taken = await site.Admin.SendAsync(request, Site.Cancellation);
        Assert.Contains((int)taken.StatusCode, new[] { 200, 202 });
        if ((int)taken.StatusCode == 202)
        {
            Assert.Equal("respond-async", taken.Headers.GetValues("Preference-Applied").Single());
            using var look = new HttpRequestMessage(HttpMethod.Get, taken.Headers.Location);
            look.Headers.TryAddWithoutValidation("Prefer", "wait=30");
            using var seen = await site.Admin.SendAsync(look, Site.Cancellation);
            Assert.Equal("done", (await Site.JsonAsync(seen)).GetProperty("body").GetString());
        }
    }

    [Fact]
    public async Task What_gives_no_answer_is_502_and_says_so()
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync(destination => destination with { Retry = new RetrySettings { MaxAttempts = 1 }, Timeout = TimeSpan.FromMilliseconds(200) });
        platform.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var slow = await site.Admin.PostAsync("/out/platform/charges", null, Site.Cancellation);
        var problem = await Site.ProblemAsync(slow, 502, "call-failed");
        Assert.Contains("no answer came in time", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var unknown = await site.CallAsync("GET", "/out/nobody/x");
        await Site.ProblemAsync(unknown, 404, "destination-unknown");
    }

    [Fact]
    public async Task Half_an_answer_is_not_passed_on_as_a_whole_one()
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync(destination => destination with { MaxAnswer = 20_000 });
        platform.Answer = context => context.Response.WriteAsync(new string('a', context.Request.Path.Value!.EndsWith("/fits", StringComparison.Ordinal) ? 20_000 : 20_001));
        Assert.Equal(20_000, (await site.Admin.GetStringAsync("/out/platform/fits", Site.Cancellation)).Length);
        using var large = await site.CallAsync("GET", "/out/platform/large");
        await Site.ProblemAsync(large, 502, "answer-cut");
        var call = await site.CallAsync(200, "GET", $"/v1/calls/{large.Headers.GetValues("breakwater-call").Single()}");
        Assert.True(call.GetProperty("bodyCut").GetBoolean());
        Assert.Equal(20_000, call.GetProperty("body").GetString()!.Length);
        Assert.Equal("delivered", call.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_head_request_has_the_platform_s_length_and_no_body()
    {
        await using var platform = await Platform.StartAsync();
        await using var site = await platform.SiteAsync();
        platform.Answer = context =>
        {
            context.Response.ContentLength = 1_234;
            return Task.CompletedTask;
        };
        using var request = new HttpRequestMessage(HttpMethod.Head, "/out/platform/file");
        using var response = await site.Admin.SendAsync(request, Site.Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(1_234, response.Content.Headers.ContentLength);
    }

    private static async Task<HttpResponseMessage> KeyedAsync(Site site, string key, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/out/platform/charges") { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await site.Admin.SendAsync(request, Site.Cancellation);
    }
}
