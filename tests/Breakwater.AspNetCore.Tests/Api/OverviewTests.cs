using Breakwater.Configuration;
using Xunit;

namespace Breakwater.AspNetCore.Tests.Api;

public sealed class OverviewTests
{
    [Fact]
    public async Task Configuration_is_shown_without_secrets()
    {
        await using var site = await Site.StartAsync(Arranged.WithTokens(Arranged.Settings), new BreakwaterWebOptions());
        foreach (var path in new[] { "/v1/sources", "/v1/destinations", "/v1/destinations/orders", "/v1/stats", "/openapi/v1.json", "/readyz" })
        {
            using var response = await site.CallAsync("GET", path, role: Role.Read);
            Assert.Equal(200, (int)response.StatusCode);
            var text = await response.Content.ReadAsStringAsync(Site.Cancellation);
            foreach (var secret in new[] { "header-secret", "whsec_", "url-password", "url-token", Arranged.SourceToken, "token-of-" })
            {
                Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_destination_is_shown_with_its_policy_counts_and_health()
    {
        await using var site = await Site.StartAsync();
        await site.UntilAsync("delivery.delivered", () => site.RecordAsync("""{"id":"1"}"""));
        var orders = await site.CallAsync(200, "GET", "/v1/destinations/orders");
        Assert.Equal("https://orders.example.com/hooks?***", orders.GetProperty("url").GetString());
        Assert.Equal("10s", orders.GetProperty("timeout").GetString());
        Assert.Equal("3d", orders.GetProperty("retry").GetProperty("giveUpAfter").GetString());
        Assert.Equal(["Authorization"], orders.GetProperty("headers").EnumerateArray().Select(name => name.GetString()!));
        Assert.True(orders.GetProperty("signed").GetBoolean());
        Assert.Equal(1, orders.GetProperty("counts").GetProperty("delivered").GetInt64());
        Assert.Equal(0, orders.GetProperty("counts").GetProperty("dead").GetInt64());
        Assert.Equal(1, orders.GetProperty("successes").GetInt64());
        using var absent = await site.CallAsync("GET", "/v1/destinations/nowhere");
        await Site.ProblemAsync(absent, 404, "not-found");
    }

    [Fact]
    public async Task Figures_add_up()
    {
        await using var site = await Site.StartAsync();
        await site.UntilAsync("delivery.delivered", () => site.RecordAsync("""{"id":"1"}"""));
        (await site.SendAsync("open", """{"id":"1"}""")).Dispose();
        var stats = await site.CallAsync(200, "GET", "/v1/stats");
        Assert.Equal("ready", stats.GetProperty("status").GetString());
        Assert.Equal(1, stats.GetProperty("events").GetInt64());
        Assert.Equal(1, stats.GetProperty("duplicates").GetInt64());
        Assert.Equal(1, stats.GetProperty("deliveries").GetProperty("delivered").GetInt64());
        var source = (await site.CallAsync(200, "GET", "/v1/sources")).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "open");
        Assert.Equal(1, source.GetProperty("events").GetInt64());
        Assert.Equal("/in/open", source.GetProperty("path").GetString());
    }

    [Fact]
    public async Task Rejections_are_paged_newest_first()
    {
        await using var site = await Site.StartAsync();
        for (var number = 0; number < 3; number++)
        {
            (await site.SendAsync("open", "{}")).Dispose();
        }

        var first = await site.CallAsync(200, "GET", "/v1/rejections?source=open&limit=2");
        var rest = await site.CallAsync(200, "GET", $"/v1/rejections?source=open&limit=2&after={first.GetProperty("next").GetString()}");
        Assert.Equal([3, 2], first.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetInt64()));
        Assert.Equal([1], rest.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("number").GetInt64()));
        Assert.Null(rest.GetProperty("next").GetString());
    }

    [Fact]
    public async Task Health_tells_alive_ready_degraded_and_not_ready_apart()
    {
        await using var site = await Site.StartAsync();
        Assert.Equal("alive", (await site.CallAsync(200, "GET", "/healthz")).GetProperty("status").GetString());
        Assert.Equal("ready", (await site.CallAsync(200, "GET", "/readyz")).GetProperty("status").GetString());
        site.Engine.ReportConfiguration("line 3: unknown key 'sorces'");
        var degraded = await site.CallAsync(200, "GET", "/readyz");
        Assert.Equal("degraded", degraded.GetProperty("status").GetString());
        Assert.Contains("sorces", degraded.GetProperty("reasons").ToString(), StringComparison.Ordinal);
        await site.Engine.StopAsync(TimeSpan.Zero);
        Assert.Equal("not-ready", (await site.CallAsync(503, "GET", "/readyz")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_destination_is_paused_and_goes_on()
    {
        await using var site = await Site.StartAsync();
        Assert.False((await site.CallAsync(200, "GET", "/v1/destinations/orders")).GetProperty("paused").GetBoolean());
        var paused = await site.CallAsync(200, "POST", "/v1/destinations/orders/pause");
        Assert.Equal((true, "closed"), (paused.GetProperty("paused").GetBoolean(), paused.GetProperty("breaker").GetProperty("state").GetString()));
        var again = await site.CallAsync(200, "POST", "/v1/destinations/orders/pause");
        Assert.Equal(paused.GetProperty("pausedSince").GetString(), again.GetProperty("pausedSince").GetString());

        Assert.False((await site.CallAsync(200, "POST", "/v1/destinations/orders/resume")).GetProperty("paused").GetBoolean());
        Assert.False((await site.CallAsync(200, "POST", "/v1/destinations/orders/resume")).GetProperty("paused").GetBoolean());
        using var absent = await site.CallAsync("POST", "/v1/destinations/nowhere/pause");
        await Site.ProblemAsync(absent, 404, "not-found");
    }

    [Fact]
    public async Task An_application_that_exports_no_metrics_says_so()
    {
        await using var site = await Site.StartAsync();
        using var response = await site.CallAsync("GET", "/metrics");
        await Site.ProblemAsync(response, 501, "no-exporter");
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_too()
    {
        await using var site = await Site.StartAsync();
        using var absent = await site.CallAsync("GET", "/v1/nothing");
        await Site.ProblemAsync(absent, 404, "not-found");
        using var method = await site.CallAsync("DELETE", "/v1/events");
        await Site.ProblemAsync(method, 405, "method-not-allowed");
        Assert.Equal(["GET", "POST"], method.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/nothing")]
    [InlineData("/healthz")]
    [InlineData("/openapi/v1.json")]
    public async Task Every_answer_of_the_admin_listener_is_hardened(string path)
    {
        await using var site = await Site.StartAsync();
        using var response = await site.CallAsync("GET", path);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(response.Headers.Contains("Server"));
    }
}
