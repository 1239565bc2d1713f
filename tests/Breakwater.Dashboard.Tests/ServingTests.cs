using System.Net;
using System.Text.RegularExpressions;
using Breakwater.Dashboard.Tests.Browser;
using Xunit;

namespace Breakwater.Dashboard.Tests;

public sealed partial class ServingTests(Chromium chromium)
{
    private const int Budget = 120 * 1024;

    [Fact]
    public void The_pages_are_built_in_CI()
    {
        var files = PageFiles.Read(typeof(DashboardEndpoints).Assembly);
        Assert.False(files.Index is null && Environment.GetEnvironmentVariable("CI") == "true", "the dashboard was not built: npm ci && npm run build in src/Breakwater.Dashboard/web");
        Assert.InRange(files.Assets.Where(file => file.Key.EndsWith(".js", StringComparison.Ordinal)).Sum(file => file.Value.Gzip.Length), 0, Budget);
    }

    [Fact]
    public async Task The_page_allows_itself_nothing_but_its_own_files()
    {
        await using var site = await Site.StartAsync();
        using var page = await site.Http.GetAsync(site.Admin, Site.Cancellation);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("no-cache", Assert.Single(page.Headers.GetValues("Cache-Control")));
        Assert.DoesNotMatch("(src|href)=\"(/|https?:)", await page.Content.ReadAsStringAsync(Site.Cancellation));
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("", null)]
    public async Task A_file_comes_compressed_as_the_browser_takes_it_and_is_kept_for_good(string takes, string? encoding)
    {
        if (!chromium.IsThere)
        {
            return;
        }

        await using var site = await Site.StartAsync();
        var script = Script().Match(await site.Http.GetStringAsync(site.Admin, Site.Cancellation)).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Admin, script));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", takes);
        using var file = await site.Http.SendAsync(request, Site.Cancellation);
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Equal(encoding, file.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", file.Content.Headers.ContentType?.MediaType);
        Assert.Contains("immutable", file.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal("Accept-Encoding", Assert.Single(file.Headers.Vary));

        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(site.Admin, script));
        again.Headers.TryAddWithoutValidation("If-None-Match", file.Headers.ETag!.ToString());
        using var known = await site.Http.SendAsync(again, Site.Cancellation);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found_and_the_API_stays_what_it_was()
    {
        await using var site = await Site.StartAsync();
        using var absent = await site.Http.GetAsync(new Uri(site.Admin, "/assets/..%2fsecret.js"), Site.Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        using var api = await site.Http.GetAsync(new Uri(site.Admin, "/v1/stats"), Site.Cancellation);
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Assert.Single(api.Headers.GetValues("Content-Security-Policy")));
    }

    [Theory]
    [InlineData("", "", "./")]
    [InlineData("ops", "ops", "./")]
    [InlineData("ops", "", "../")]
    [InlineData("", "inside/breakwater", "inside/breakwater/")]
    [InlineData("ops/hooks", "ops/api", "../api/")]
    public void The_API_is_found_from_the_page_by_a_relative_address(string page, string api, string expected)
    {
        static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, DashboardEndpoints.ApiSeenFrom(Segments(page), Segments(api)));
    }

    [Fact]
    public void A_page_that_was_not_built_says_how() => Assert.Contains("npm run build", Unbuilt.Page, StringComparison.Ordinal);

    [GeneratedRegex("src=\"\\./(assets/[^\"]+\\.js)\"")]
    private static partial Regex Script();
}
